import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A hub on loopback: the questions that are asked of huggingface.co, and files by way of a second server. */
export interface FakeHub {
  readonly endpoint: string;
  /** Every request: `GET /path`, `cdn GET bytes=5-`, ... */
  readonly log: string[];
  /** Authorization headers that the file server saw (there must be none). */
  readonly leaked: string[];
  /** What goes wrong from now on. */
  readonly trouble: {
    /** Break the connection after so many bytes, as often as there are numbers. */
    dropAfter: number[];
    /** Serve other bytes than the checksum says. */
    corrupt: boolean;
    /** Ignore range requests. */
    noRanges: boolean;
    /** Answer everything with this status. */
    status: number;
    /** Answers in place of the hub or its file server; returns whether it did. */
    instead?: (request: IncomingMessage, response: ServerResponse, server: 'api' | 'cdn') => boolean;
  };
  /** Address of the file server. */
  readonly cdn: string;
  /** Files: path to content; those over 100 bytes are in large storage (sha256), as on the hub. */
  readonly files: Map<string, Buffer>;
  commit: string;
  close(): Promise<void>;
}

/** @param token what Authorization must carry; undefined for a public repository */
export async function startHub(repository: string, token?: string): Promise<FakeHub> {
  const log: string[] = [];
  const leaked: string[] = [];
  const trouble: FakeHub['trouble'] = { dropAfter: [], corrupt: false, noRanges: false, status: 0 };
  const files = new Map<string, Buffer>();
  const cdn = createServer((request, response) => {
    log.push(`cdn ${request.headers.range ?? 'whole'}`);
    if (request.headers.authorization !== undefined) leaked.push(request.headers.authorization);
    if (trouble.instead?.(request, response, 'cdn')) return;
    const content = files.get(decodeURIComponent(request.url!.slice(1)))!;
    sendFile(request, response, content, trouble);
  });
  const cdnPort = await listen(cdn);
  const hub: FakeHub = {
    endpoint: '',
    cdn: `http://127.0.0.1:${cdnPort}`,
    log,
    leaked,
    trouble,
    files,
    commit: 'c0ffee'.padEnd(40, '0'),
    close: async () => {
      for (const server of [api, cdn]) {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      }
    },
  };
  const api = createServer(async (request, response) => {
    const url = new URL(request.url!, 'http://localhost');
    log.push(`${request.method} ${url.pathname}`);
    if (trouble.instead?.(request, response, 'api')) return;
    if (trouble.status !== 0) return send(response, trouble.status, { error: 'as asked' });
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
      return send(response, 401, { error: 'Invalid username or password.' });
    const base = `/api/models/${repository}`;
    if (url.pathname.startsWith(`${base}/revision/`)) {
      const revision = decodeURIComponent(url.pathname.slice(`${base}/revision/`.length));
      if (!['main', 'v1', hub.commit].includes(revision))
        return send(response, 404, { error: 'Invalid rev id' });
      return send(response, 200, { _id: '1', id: repository, sha: hub.commit, lastModified: 0 });
    }
    if (url.pathname.startsWith(`${base}/tree/`))
      return send(
        response,
        200,
        [...files].map(([path, content]) => describe(path, content)),
      );
    if (url.pathname.startsWith(`${base}/paths-info/`)) {
      const { paths } = JSON.parse(await body(request)) as { paths: string[] };
      const known = paths.filter((path) => files.has(path));
      return send(
        response,
        200,
        known.map((path) => describe(path, files.get(path)!)),
      );
    }
    const [, path] = /^\/[^/]+\/[^/]+\/resolve\/[^/]+\/(.+)$/.exec(url.pathname) ?? [];
    const content = path === undefined ? undefined : files.get(decodeURIComponent(path));
    if (path === undefined || content === undefined) {
      response.setHeader('X-Error-Code', 'EntryNotFound');
      return send(response, 404, { error: 'Entry not found' });
    }
    response.setHeader('ETag', `"${describe(path, content).oid}"`);
    if (content.length <= LARGE) return sendFile(request, response, content, trouble);
    response.setHeader('X-Linked-Size', content.length);
    response.writeHead(302, { Location: `${hub.cdn}/${encodeURIComponent(path)}` });
    return response.end();
  });
  return Object.assign(hub, { endpoint: `http://127.0.0.1:${await listen(api)}` });
}

const LARGE = 100;

function describe(path: string, content: Buffer) {
  const git = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
  const sha256 = createHash('sha256').update(content).digest('hex');
  const lfs = content.length > LARGE ? { lfs: { oid: sha256, size: content.length, pointerSize: 130 } } : {};
  return { type: 'file', path, size: content.length, oid: git, ...lfs };
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  trouble: FakeHub['trouble'],
): void {
  const bytes = trouble.corrupt ? Buffer.from(content.map((byte) => byte ^ 1)) : content;
  const range = trouble.noRanges ? null : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = Number(range?.[1] ?? 0);
  const end = range?.[2] ? Number(range[2]) + 1 : bytes.length;
  const part = bytes.subarray(start, end);
  response.statusCode = range === null ? 200 : 206;
  response.setHeader('Content-Length', part.length);
  if (request.headers.range !== undefined)
    response.setHeader('Content-Range', `bytes ${start}-${end - 1}/${bytes.length}`);
  // The probe for a file's size asks for one byte; trouble begins with the content.
  const drop = part.length > 1 ? trouble.dropAfter.shift() : undefined;
  if (drop === undefined) return void response.end(part);
  response.write(part.subarray(0, drop), () => setTimeout(() => response.destroy(), 20));
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function listen(server: Server): Promise<number> {
  return new Promise((done) =>
    server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port)),
  );
}
