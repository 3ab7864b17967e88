import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { hubRepository } from '../../../../src/backbones/weights/index.ts';
import { packageFile } from '../../../../src/files/index.ts';
import { smallModel, WEIGHTS } from '../../../backbones/lower/onnx/onnx-bytes.ts';
import { type FakeHub, startHub } from '../../../backbones/weights/hub-server.ts';
import { turnClock } from '../../../backbones/weights/turn-clock.ts';
import { mutatedBytes } from '../bytes.ts';
import type { Chance } from '../chance.ts';
import { mutatedJson, TEXTS } from '../json.ts';
import type { Kind, Scene } from '../kind.ts';

const REPOSITORY = 'org/hostile';

/** A hub that lies, breaks off, or never ends. */
export const hub: Kind = {
  name: 'hub',
  share: 300,
  prepare: async () => {},
  async open() {
    const honest = await startHub(REPOSITORY);
    const proxy = await startProxy(honest);
    return {
      scene(_, chance) {
        fill(honest, chance);
        const direct = chance.happens(0.6);
        proxy.trouble = troubleOf(direct, chance);
        return asked(proxy.endpoint, direct, chance);
      },
      close: async () => {
        await honest.close();
        proxy.close();
      },
    };
  },
};

function fill({ files }: FakeHub, chance: Chance): void {
  files.clear();
  files.set(
    'model.onnx',
    chance.happens(0.2) ? mutatedBytes(smallModel(), chance) : smallModel({ external: 'w.bin' }),
  );
  files.set('w.bin', Buffer.from(WEIGHTS));
  files.set('config.json', Buffer.from('{"num_classes":2}'));
  files.set('model.safetensors', readFileSync(packageFile('assets/weights/mobileone_nano.safetensors')));
  if (chance.happens(0.1)) files.set(chance.pick(TEXTS), Buffer.from('x'));
}

/** Asks as the commands do. Called directly, a minute of silence passes in less than a second. */
function asked(endpoint: string, direct: boolean, chance: Chance): Scene {
  const env = { HF_ENDPOINT: endpoint, HF_HUB_CACHE: 'cache', HF_HUB_DISABLE_XET: '1' };
  writeFileSync(
    'suite.json',
    JSON.stringify({ name: 'hub', latency: { models: [{ onnx: `hf:${REPOSITORY}` }], resolutions: [32] } }),
  );
  const library = {
    name: 'open a repository and fetch its files',
    call: async () => {
      const repository = await hubRepository({ repository: REPOSITORY }, { env, clock: turnClock() });
      for (const name of await repository.list()) await repository.first([name]);
      await repository.file('model.onnx');
    },
  };
  if (direct) return { steps: [library] };
  const step = chance.pick([
    ['run', 'suite.json', '--dry-run'],
    ['export', 'mobileone_nano', '--weights', `hf:${REPOSITORY}`, '-o', 'out.onnx'],
    ['preprocess', packageFile('assets/photos'), '--model', `hf:${REPOSITORY}`, '-o', 'out.png'],
  ]);
  return { steps: [step], env, outputs: ['out.onnx', 'out.png'] };
}

interface Trouble {
  /** Which requests go wrong. */
  readonly where: RegExp;
  readonly answer: (answer: Buffer, request: IncomingMessage, response: ServerResponse) => void;
}

interface Proxy {
  trouble: Trouble;
  readonly endpoint: string;
  close(): void;
}

/** Passes requests on to an honest hub, and spoils some answers. */
async function startProxy(honest: FakeHub): Promise<Proxy> {
  const server = createServer(async (request, response) => {
    const { trouble } = proxy;
    const body: Buffer[] = [];
    for await (const part of request) body.push(part as Buffer);
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(
        ([name]) => !['host', 'connection', 'content-length'].includes(name),
      ),
    ) as Record<string, string>;
    const method = request.method!;
    // The honest hub expects a question where there is one.
    if (request.url!.includes('/paths-info/') && body.length === 0) return response.writeHead(400).end();
    const answer = await fetch(honest.endpoint + request.url!, {
      method,
      headers,
      ...(method === 'GET' || method === 'HEAD' ? {} : { body: Buffer.concat(body) }),
    }).catch(() => undefined);
    const bytes = Buffer.from((await answer?.arrayBuffer()) ?? new ArrayBuffer(0));
    if (answer === undefined || response.destroyed) return response.destroy();
    response.on('error', () => {});
    if (trouble.where.test(request.url!)) return trouble.answer(bytes, request, response);
    answer.headers.forEach((value, name) => {
      if (!/^(transfer-encoding|connection|content-encoding)$/.test(name)) response.setHeader(name, value);
    });
    response.statusCode = answer.status;
    response.end(bytes);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const proxy: Proxy = {
    trouble: { where: /^$/, answer: () => {} },
    endpoint: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return proxy;
}

/** @param patient whether answers may be awaited for long */
function troubleOf(patient: boolean, chance: Chance): Trouble {
  const where = chance.pick([/\/revision\//, /\/tree\//, /\/paths-info\//, /\/resolve\//, /./]);
  const status = chance.pick([200, 204, 206, 301, 302, 400, 401, 403, 404, 416, 418, 429, 500, 503, 599]);
  const text = chance.pick(TEXTS);
  const json = { 'Content-Type': 'application/json' };
  const mutate = (bytes: Buffer) => {
    try {
      return mutatedJson(JSON.parse(String(bytes)), chance);
    } catch {
      return mutatedBytes(bytes.length > 0 ? bytes : Buffer.from('{}'), chance);
    }
  };
  const repeated = (response: ServerResponse, part: string | Buffer, everyMs: number) => {
    const write = () => {
      if (response.destroyed) return;
      const more = response.write(part);
      if (more) setTimeout(write, everyMs);
      else response.once('drain', write);
    };
    write();
  };
  const answers: readonly Trouble['answer'][] = [
    (bytes, _, response) => response.writeHead(200, json).end(mutate(bytes)),
    (bytes, _, response) => response.writeHead(200, json).end(mutate(bytes)),
    (bytes, _, response) => response.writeHead(200, json).end(mutate(bytes)),
    (bytes, _, response) => response.writeHead(status, json).end(bytes),
    (_, __, response) => response.writeHead(status, { 'Content-Type': 'text/html' }).end('<html>busy</html>'),
    (_, __, response) => response.writeHead(status, json).end(JSON.stringify({ error: text, message: text })),
    (_, request, response) => response.writeHead(302, { Location: request.url! }).end(),
    (_, __, response) => response.writeHead(302, { Location: 'file:///etc/passwd' }).end(),
    (_, __, response) => response.writeHead(302, { Location: 'http://[' }).end(),
    (_, __, response) => response.destroy(),
    (_, __, response) => repeated(response.writeHead(200, json), ' '.repeat(1 << 20), 0),
    (_, __, response) => repeated(response.writeHead(200, json), '[{"a":1},'.repeat(1 << 14), 0),
    (bytes, _, response) => response.writeHead(200, { ...json, 'Content-Length': 1e15 }).end(bytes),
    (bytes, _, response) => response.writeHead(206, { 'Content-Range': 'bytes 9-1/*' }).end(bytes),
    (bytes, _, response) => response.writeHead(200).end(bytes.map((byte) => byte ^ 1)),
    (bytes, _, response) => response.writeHead(200).end(bytes.subarray(0, bytes.length / 2)),
    (_, __, response) => response.writeHead(200, json).end(`${'['.repeat(50_000)}${']'.repeat(50_000)}`),
    // 200 MB of zeros in 200 kB.
    (_, __, response) =>
      response.writeHead(200, { ...json, 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(200e6))),
  ];
  const waits: readonly Trouble['answer'][] = [
    // Silent.
    () => {},
    (_, __, response) => repeated(response.writeHead(200, json), '[', 1000),
  ];
  return { where, answer: chance.pick(patient ? [...answers, ...waits] : answers) };
}
