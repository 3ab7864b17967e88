import { readdirSync, statfsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HubOptions } from '../../../src/backbones/weights/hub/index.ts';
import type { Clock } from '../../../src/backbones/weights/hub/patience.ts';
import { hubRepository } from '../../../src/backbones/weights/index.ts';
import { UserError } from '../../../src/files/index.ts';
import { type FakeHub, startHub } from './hub-server.ts';
import { temporaryFolder } from './temporary.ts';
import { turnClock } from './turn-clock.ts';

const folder = temporaryFolder();
const repository = 'someone/some.model';
const weights = 'model.safetensors';
const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 3));

let hub: FakeHub;
let clock: Clock;
let cache: string;
let count = 0;
let notes: string[];
beforeEach(async () => {
  hub = await startHub(repository, 'hf_secret');
  hub.files.set(weights, content);
  clock = turnClock();
  cache = join(folder.path, `hostile-${count++}`);
  notes = [];
});
afterEach(() => hub.close());

const options = (): HubOptions => ({
  env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: cache, HF_TOKEN: 'hf_secret' },
  clock,
  onNote: (line) => void notes.push(line),
});
const download = async () => (await hubRepository({ repository }, options())).file(weights);
/** The one line with which a download fails. */
async function failure(work: () => Promise<unknown> = download): Promise<string> {
  const error: unknown = await work().then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).not.toContain('\n');
  expect((error as Error).message).not.toContain('hf_secret');
  return (error as Error).message;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;
/** Answers everything that one of the two servers is asked. */
function answer(server: 'api' | 'cdn', give: Answer): void {
  hub.trouble.instead = (request, response, asked) => {
    if (asked === server) give(response, request);
    return asked === server;
  };
}
const json =
  (value: unknown): Answer =>
  (response) =>
    response.end(JSON.stringify(value));
/** Sends a chunk again and again, as fast as the client reads. */
function flood(response: ServerResponse, chunk: Buffer): void {
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
}
/** Sends a byte every five seconds of the clock. */
function drip(response: ServerResponse): void {
  if (response.destroyed) return;
  response.write('x');
  clock.after(5000, () => drip(response));
}
const entry = (size: number) => ({ type: 'file', path: weights, size, lfs: { oid: 'a'.repeat(64), size } });

describe('a hub that does not answer as it should', () => {
  it.each<[string, Answer, RegExp, number]>([
    [
      'is silent',
      () => {},
      /did not respond for someone\/some.model: no data for 20 s; check the network and HF_ENDPOINT/,
      3,
    ],
    ['sends a byte now and then', drip, /: only \d bytes in 20 s; check/, 3],
    [
      'closes the connection',
      (response) => response.destroy(),
      /did not respond for .*; check the network/,
      3,
    ],
    [
      'fails',
      (response) => response.writeHead(503).end('{"error": "over\\nloaded"}'),
      /: status 503, "over\\nloaded"; check/,
      3,
    ],
    [
      'fails without an end',
      (response) => flood(response.writeHead(500), Buffer.alloc(65_536)),
      /: status 500; check/,
      3,
    ],
    [
      'breaks off',
      (response) => response.writeHead(200, { 'content-length': 100 }).end('{"sha'),
      /did not respond for/,
      3,
    ],
    [
      'asks to wait a year',
      (response) => response.writeHead(429, { 'retry-after': '31536000' }).end(),
      /: status 429; it asks to wait 31536000 s/,
      1,
    ],
    [
      'never ends',
      (response) => flood(response, Buffer.alloc(65_536, ' ')),
      /does not answer as a hub does \(more than 16 MB\); check HF_ENDPOINT/,
      1,
    ],
    [
      'sends a compressed bomb',
      (response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(5e7, ' '))),
      /\(more than 16 MB\)/,
      1,
    ],
    [
      'sends endless headers',
      (response) => {
        response.socket?.write('HTTP/1.1 200 OK\r\n');
        const more = () =>
          response.socket?.writable && response.socket.write(`x-y: ${'z'.repeat(1000)}\r\n`, more);
        more();
      },
      /Headers Overflow/,
      3,
    ],
    [
      'sends a page',
      (response) => response.end('<html>log in</html>'),
      /does not answer as a hub does \(no JSON: "Unexpected token/,
      1,
    ],
    ['sends null', json(null), /does not answer as a hub does \(: Invalid input/, 1],
    ['sends another type', json({ sha: 5 }), /does not answer as a hub does \(sha: Invalid input/, 1],
    [
      'nests deeply',
      (response) => response.end(`${'['.repeat(5000)}${']'.repeat(5000)}`),
      /nested more than 200 levels/,
      1,
    ],
    [
      'redirects in a loop',
      (response, { url }) => response.writeHead(302, { location: url }).end(),
      /redirects more than 5 times/,
      6,
    ],
    [
      'redirects to a file',
      (response) => response.writeHead(302, { location: 'file:/etc/passwd' }).end(),
      /redirects to "file:\/etc\/passwd", which is not an http address/,
      1,
    ],
    [
      'redirects to nonsense',
      (response) => response.writeHead(302, { location: 'http://' }).end(),
      /redirects to "http:\/\/", which/,
      1,
    ],
  ])('%s: one line after few requests', async (_, give, line, requests) => {
    answer('api', give);
    expect(await failure()).toMatch(line);
    expect(hub.log).toHaveLength(requests);
  });

  it('is announced while it is waited for', async () => {
    answer('api', () => {});
    await failure();
    const { host } = new URL(hub.endpoint);
    expect(notes[0]).toBe(`waiting for ${host}: no data for 10 s; giving up after 20 s`);
    expect(notes[1]).toMatch(/no data for 20 s; trying again in 0.5 s$/);
  });

  it('is not waited for twice if the cache has a copy', async () => {
    const path = await download();
    answer('api', () => {});
    hub.log.length = 0;
    expect(await download()).toBe(path);
    expect(hub.log).toHaveLength(1);
  });

  it('may not send the token to another server', async () => {
    answer('api', (response, { url }) => response.writeHead(307, { location: `${hub.cdn}${url}` }).end());
    hub.trouble.instead = ((api) => (request, response, server) => {
      if (server === 'api') return api!(request, response, server);
      response.writeHead(401).end();
      return true;
    })(hub.trouble.instead);
    expect(await failure()).toMatch(/access denied \(401\)/);
    expect(hub.leaked).toEqual([]);
  });

  it.each<[string, string | undefined, RegExp]>([
    [
      'without an end',
      undefined,
      /lists the files of someone\/some.model on more than 20 pages; name the file/,
    ],
    [
      'on another server',
      'http://127.0.0.2:1/',
      /continues a list of files on another server, "127.0.0.2:1"/,
    ],
  ])('may not list files %s', async (_, next, line) => {
    const model = await hubRepository({ repository }, options());
    answer('api', (response, { url }) =>
      response.setHeader('link', `<${next ?? `${hub.endpoint}${url}`}>; rel="next"`).end('[]'),
    );
    expect(await failure(() => model.list().then((names) => names))).toMatch(line);
    expect(hub.leaked).toEqual([]);
  });

  it('explains a server without TLS', async () => {
    const secure = {
      ...options(),
      env: { HF_ENDPOINT: hub.endpoint.replace('http:', 'https:'), HF_HUB_CACHE: cache },
    };
    const line = await failure(() => hubRepository({ repository }, secure));
    expect(line).toMatch(
      /\(TLS\); for a proxy or mirror with its own certificate authority, set NODE_EXTRA_CA_CERTS/,
    );
    expect(notes).toEqual([]);
  });
});

describe('files of a hub that lies', () => {
  /** Answers the question about the file, and passes on the others. */
  function describeAs(info: unknown): void {
    hub.trouble.instead = (request, response, server) => {
      if (server === 'cdn' || !request.url?.includes('/paths-info/')) return false;
      response.end(JSON.stringify(info));
      return true;
    };
  }

  it.each<[string, unknown, RegExp]>([
    ['null', null, /does not answer as a hub does/],
    ['an entry that is null', [null], /does not answer as a hub does/],
    ['no size', [{ type: 'file', path: weights }], /\(0.size: Invalid input/],
    ['a negative size', [entry(-1)], /does not report the size/],
    ['no checksum', [{ type: 'file', path: weights, size: 5, oid: '../x' }], /does not report a checksum/],
    [
      'a size of 10^15',
      [entry(1e15)],
      /has 1000000.0 GB according to the hub, and at most 200.0 GB are downloaded/,
    ],
  ])('%s', async (_, info, line) => {
    describeAs(info);
    expect(await failure()).toMatch(line);
  });

  const { bavail, bsize } = statfsSync(folder.path);
  it.skipIf(bavail * bsize > 199e9)(
    'a size beyond the disk is refused before anything is written',
    async () => {
      describeAs([entry(199e9)]);
      expect(await failure()).toMatch(
        /has 199.0 GB, and the disk of .* has .* free; set HF_HUB_CACHE to a folder on a larger disk/,
      );
      expect(readdirSync(join(cache, 'models--someone--some.model/blobs'))).toEqual([]);
    },
  );

  const part = (from: number, to = content.length) => content.subarray(from, to);
  const ranged =
    (change: (from: number) => { readonly body: Buffer; readonly range: string }): Answer =>
    (response, request) => {
      const from = Number(/^bytes=(\d+)/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const { body, range } = change(from);
      response.writeHead(206, { 'content-range': range }).write(body, () => response.destroy());
    };
  const size = content.length;
  it.each<[string, Answer, RegExp, number]>([
    [
      'silence',
      () => {},
      /broke at 0 of 300000 bytes \(.* no data for 20 s\); run the same command again to resume/,
      6,
    ],
    ['silence within', (response) => response.write(part(0, 1000)), /no data for 60 s\)/, 6],
    ['a byte now and then', drip, /broke at \d+ of 300000 bytes \((no data for|only \d+ bytes in) 60 s\)/, 6],
    [
      'short bodies',
      ranged((from) => ({ body: part(from, from + 10), range: `bytes ${from}-${size - 1}/${size}` })),
      /broke at \d+ of 300000/,
      6,
    ],
    [
      'another range',
      ranged((from) => ({ body: part(from), range: `bytes ${from + 1}-${size}/${size}` })),
      /the server sent the range "bytes 1-300000\/300000" instead of 0-/,
      6,
    ],
    [
      'no range',
      ranged((from) => ({ body: part(from), range: 'bytes' })),
      /the server sent the range "bytes" instead/,
      6,
    ],
    [
      'a range of another file',
      ranged((from) => ({ body: part(from), range: `bytes ${from}-${size}/${size + 1}` })),
      /the server has a file of 300001 bytes, and the hub reports 300000/,
      1,
    ],
    [
      'a pointer of Git LFS',
      (response) => response.setHeader('content-length', 130).end('v'.repeat(130)),
      /a file of 130 bytes \(maybe a Git LFS pointer in place of the file\)/,
      1,
    ],
    [
      'more bytes',
      (response) => flood(response, Buffer.alloc(65_536)),
      /the server sent more bytes than the file has/,
      6,
    ],
    [
      'a bomb',
      (response) => response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(5e7))),
      /more bytes than the file has/,
      6,
    ],
    ['a refusal', (response) => response.writeHead(403).end(), /access denied \(403\)/, 1],
    ['an impossible range', (response) => response.writeHead(416).end(), /status 416/, 1],
    ['failures', (response) => response.writeHead(500).end(), /status 500/, 6],
    [
      'a wait of a year',
      (response) => response.writeHead(429, { 'retry-after': '31536000' }).end(),
      /asks to wait 31536000 s/,
      1,
    ],
    [
      'a redirect in a loop',
      (response, { url }) => response.writeHead(302, { location: url }).end(),
      /redirects more than 5 times/,
      5,
    ],
  ])('%s: one line after few requests', async (_, give, line, requests) => {
    answer('cdn', give);
    expect(await failure()).toMatch(line);
    expect(hub.log.filter((one) => one.startsWith('cdn'))).toHaveLength(requests);
    expect(hub.leaked).toEqual([]);
  });

  it('a file that changes between two ranges is discarded', async () => {
    hub.trouble.dropAfter = [100_000];
    let asked = 0;
    hub.trouble.instead = (_, __, server) => {
      if (server === 'cdn' && ++asked === 2)
        hub.files.set(weights, Buffer.from(content.map((byte) => byte ^ 1)));
      return false;
    };
    expect(await failure()).toMatch(/has the checksum .*; the download was discarded, try again$/);
    expect(readdirSync(join(cache, 'models--someone--some.model/blobs'))).toEqual([]);
  });

  it('connections that all bring a little end after 200', async () => {
    describeAs([entry(1e9)]);
    const all = hub.trouble.instead!;
    hub.trouble.instead = (request, response, server) => {
      if (server === 'cdn' || !request.url?.includes('/resolve/')) return all(request, response, server);
      const from = Number(/^bytes=(\d+)/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(206, { 'content-range': `bytes ${from}-999999999/1000000000` });
      response.write(Buffer.alloc(70_000), () => response.destroy());
      return true;
    };
    expect(await failure()).toMatch(/the connection broke at \d+ of 1000000000 bytes/);
    const asked = hub.log.filter((line) => line.includes('/resolve/')).length;
    expect(asked).toBeGreaterThan(199);
    expect(asked).toBeLessThan(210);
  }, 60_000);

  it('chunked storage gets no token on another server, and no endless answer', async () => {
    describeAs([{ ...entry(content.length), xetHash: 'b'.repeat(64) }]);
    const all = hub.trouble.instead!;
    hub.trouble.instead = (request, response, server) => {
      if (server === 'cdn') flood(response, Buffer.alloc(1 << 20, ' '));
      else if (!request.url?.includes('/resolve/')) return all(request, response, server);
      else
        response
          .writeHead(200, {
            'content-type': 'application/vnd.xet-fileinfo+json',
            'x-linked-size': content.length,
            'x-linked-etag': 'e',
            'x-xet-hash': 'b'.repeat(64),
            link: `<${hub.cdn}/auth>; rel="xet-auth", <${hub.cdn}/info>; rel="xet-reconstruction-info"`,
          })
          .end('{}');
      return true;
    };
    expect(await failure()).toMatch(/broke at 0 of 300000 bytes \(the answer has more than \d+ bytes\)/);
    expect(hub.leaked).toEqual([]);
  }, 60_000);
});
