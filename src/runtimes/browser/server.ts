import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedPackage } from '../../files/index.ts';

/** The packages whose files the page loads. */
const PACKAGES = [
  'onnxruntime-web',
  '@tensorflow/tfjs',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-backend-webgpu',
  'tinybench',
];

export interface PageServer {
  /** `http://127.0.0.1:<port>/` */
  readonly url: string;
  /** Serves a file, or the files of a folder (its path ends in a slash), and returns the path for the page. */
  share(path: string): string;
  /** Serves bytes from memory. */
  hold(bytes: Uint8Array): string;
  forget(path: string): void;
  close(): void;
}

/**
 * Starts a server on the loopback interface for the page: its script, the libraries from node_modules, and models.
 * Every response carries the headers that isolate the page (COOP, COEP), without which it has neither threads nor a
 * fine clock.
 */
export async function servePage(): Promise<PageServer> {
  const shared = new Map<string, string | Uint8Array>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    respond(path, response, shared).catch((error) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  server.unref();
  const { port } = server.address() as AddressInfo;
  let count = 0;
  const keep = (what: string | Uint8Array, suffix: string) => {
    const path = `/shared/${count++}${suffix}`;
    shared.set(path, what);
    return path;
  };
  return {
    url: `http://127.0.0.1:${port}/`,
    share: (path) => keep(path, path.endsWith('/') ? '/' : '/model.onnx'),
    hold: (bytes) => keep(bytes, '/bytes'),
    forget: (path) => shared.delete(path),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function respond(
  path: string,
  response: ServerResponse,
  shared: ReadonlyMap<string, string | Uint8Array>,
): Promise<void> {
  if (path === '/') return send(response, '.html', page());
  if (path.startsWith('/scripts/'))
    return send(response, '.js', await script(path.slice('/scripts/'.length)));
  const what = path.startsWith('/modules/')
    ? moduleFile(path.slice('/modules/'.length))
    : sharedFile(path, shared);
  if (what === undefined) {
    response.writeHead(404, HEADERS).end();
  } else if (typeof what === 'string') {
    response.writeHead(200, {
      ...HEADERS,
      'content-type': typeOf(what),
      'content-length': statSync(what).size,
    });
    createReadStream(what).pipe(response);
  } else {
    send(response, '.bin', what);
  }
}

const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

function send(response: ServerResponse, extension: string, body: string | Uint8Array): void {
  response.writeHead(200, { ...HEADERS, 'content-type': typeOf(extension) }).end(body);
}

function page(): string {
  const imports = { tinybench: '/modules/tinybench/dist/index.js' };
  const entry = `/scripts/runtimes/browser/page/bench${extname(import.meta.url)}`;
  return `<!doctype html><meta charset="utf-8"><title>fastvit-bench</title><link rel="icon" href="data:,">
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module" src="${entry}"></script>`;
}

/** Reads a script of this package: from dist/ as it is, from the sources with its types removed. */
async function script(name: string): Promise<string> {
  const folder = fileURLToPath(new URL('../..', import.meta.url));
  const text = readFileSync(inside(folder, name), 'utf8');
  if (!name.endsWith('.ts')) return text;
  const { transform } = await import('esbuild');
  return (await transform(text, { loader: 'ts', format: 'esm', target: 'es2022' })).code;
}

function moduleFile(path: string): string | undefined {
  const name = PACKAGES.find((candidate) => path.startsWith(`${candidate}/`));
  if (name === undefined) return undefined;
  const home = installedPackage(name);
  return home === undefined ? undefined : existing(inside(home, path.slice(name.length + 1)));
}

function sharedFile(
  path: string,
  shared: ReadonlyMap<string, string | Uint8Array>,
): string | Uint8Array | undefined {
  const exact = shared.get(path);
  if (exact !== undefined) return exact;
  const slash = path.lastIndexOf('/') + 1;
  const folder = shared.get(path.slice(0, slash));
  return typeof folder === 'string' ? existing(inside(folder, path.slice(slash))) : undefined;
}

/** @throws Error for a path that leads out of the folder */
function inside(folder: string, name: string): string {
  const path = normalize(join(folder, name));
  if (!path.startsWith(folder.endsWith(sep) ? folder : folder + sep))
    throw new Error(`${name} is not served`);
  return path;
}

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}

function typeOf(path: string): string {
  switch (extname(path) || path) {
    case '.html':
      return 'text/html; charset=utf-8';
    case '.js':
    case '.mjs':
      return 'text/javascript; charset=utf-8';
    case '.wasm':
      return 'application/wasm';
    case '.json':
      return 'application/json';
    default:
      return 'application/octet-stream';
  }
}
