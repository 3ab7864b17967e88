import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hubRepository } from '../../../src/backbones/weights/index.ts';
import { hasFifos, makeFifo } from '../../support/special-files.ts';
import { type FakeHub, startHub } from './hub-server.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();
const repository = 'someone/some.model';
const location = { repository };
const big = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) >> 3));

let hub: FakeHub;
let cache: string;
let count = 0;
const notes: string[] = [];

beforeEach(async () => {
  hub = await startHub(repository);
  hub.files.set('model.safetensors', big);
  hub.files.set('config.json', Buffer.from('{"architecture": "fastvit_t8"}'));
  hub.files.set('empty.txt', Buffer.alloc(0));
  hub.files.set('onnx/model.onnx', big.subarray(5));
  cache = join(folder.path, `cache-${count++}`);
  notes.length = 0;
});
afterEach(() => hub.close());

const options = (more: Record<string, string> = {}) => ({
  env: { HF_ENDPOINT: `${hub.endpoint}/`, HF_HUB_CACHE: cache, HF_HOME: folder.path, ...more },
  pauses: [1, 1],
  stallMs: 2000,
  onNote: (line: string) => void notes.push(line),
});
const repositoryFolder = () => join(cache, 'models--someone--some.model');
const leftovers = () => readdirSync(join(repositoryFolder(), 'blobs')).filter((name) => name.includes('.'));

describe('downloading files from the hub', () => {
  it('follows a redirect, and stores each file once in the layout of huggingface_hub', async () => {
    const seen: string[] = [];
    const model = await hubRepository(location, {
      ...options(),
      onProgress: (label, done, total) => seen.push(`${label} ${done}/${total}`),
    });
    const path = await model.file('model.safetensors');
    expect(readFileSync(path).equals(big)).toBe(true);
    expect(path).toBe(join(repositoryFolder(), 'snapshots', hub.commit, 'model.safetensors'));
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(repositoryFolder(), 'refs', 'main'), 'utf8')).toBe(hub.commit);
    expect(seen.at(-1)).toBe(`${repository}: model.safetensors 300000/300000`);
    expect(leftovers()).toEqual([]);

    const requests = hub.log.length;
    expect(await (await hubRepository(location, options())).file('model.safetensors')).toBe(path);
    // Only the question which commit "main" is now.
    expect(hub.log.slice(requests)).toEqual([`GET /api/models/${repository}/revision/main`]);
  });

  it('supports small files (checked by git hash), empty files, and folders', async () => {
    const model = await hubRepository(location, options());
    expect(readFileSync(await model.file('config.json'), 'utf8')).toBe('{"architecture": "fastvit_t8"}');
    expect(readFileSync(await model.file('empty.txt'), 'utf8')).toBe('');
    expect(readFileSync(await model.file('onnx/model.onnx')).equals(big.subarray(5))).toBe(true);
    expect(await model.first(['a.bin', 'config.json'])).toMatch(/config\.json$/);
    expect(await model.first(['a.bin'])).toBeUndefined();
    expect(await model.list()).toContain('model.safetensors');
    await expect(model.file('model.safetensor')).rejects.toThrow('did you mean "model.safetensors"');
  });

  it('resumes a broken connection', async () => {
    hub.trouble.dropAfter = [100_000, 50_000];
    const model = await hubRepository(location, options());
    expect(readFileSync(await model.file('model.safetensors')).equals(big)).toBe(true);
    const ranges = hub.log.filter((line) => line.startsWith('cdn') && line !== 'cdn bytes=0-0');
    expect(ranges).toEqual(['cdn whole', 'cdn bytes=100000-299999', 'cdn bytes=150000-299999']);
  });

  it('resumes the partial file of an earlier run', async () => {
    hub.trouble.dropAfter = [100_000, 0, 0, 0, 0];
    const model = await hubRepository(location, options());
    await expect(model.file('model.safetensors')).rejects.toThrow(
      /the connection broke at 100000 of 300000 bytes .*; run the same command again to resume/,
    );
    hub.trouble.dropAfter = [];
    hub.log.length = 0;
    const again = await hubRepository(location, options());
    expect(readFileSync(await again.file('model.safetensors')).equals(big)).toBe(true);
    expect(hub.log).toContain('cdn bytes=100000-299999');
  });

  it('starts over if the partial file belongs to another file', async () => {
    const model = await hubRepository(location, options());
    hub.trouble.dropAfter = [10, 0, 0, 0];
    await expect(model.file('model.safetensors')).rejects.toThrow('the connection broke at 10');
    const [partial] = leftovers();
    writeFileSync(join(repositoryFolder(), 'blobs', partial!), 'something else');
    hub.trouble.dropAfter = [];
    expect(readFileSync(await model.file('model.safetensors')).equals(big)).toBe(true);
  });

  it('works with a server that does not support ranges', async () => {
    hub.trouble.dropAfter = [100_000];
    hub.trouble.noRanges = true;
    const model = await hubRepository(location, options());
    expect(readFileSync(await model.file('model.safetensors')).equals(big)).toBe(true);
  });

  it('discards a file with a wrong checksum', async () => {
    hub.trouble.corrupt = true;
    const model = await hubRepository(location, options());
    for (const file of ['model.safetensors', 'config.json'])
      await expect(model.file(file)).rejects.toThrow(
        /has the checksum [0-9a-f]+ instead of [0-9a-f]+; the download was discarded/,
      );
    expect(readdirSync(join(repositoryFolder(), 'blobs'))).toEqual([]);
    expect(existsSync(join(repositoryFolder(), 'snapshots'))).toBe(false);
  });

  it('fetches a file once for two concurrent callers', async () => {
    const model = await hubRepository(location, options());
    const paths = await Promise.all([model.file('model.safetensors'), model.file('model.safetensors')]);
    expect(paths[0]).toBe(paths[1]);
    expect(hub.log.filter((line) => line === 'cdn whole')).toEqual(['cdn whole']);
  });
});

describe('the cache', () => {
  it('is the only source with HF_HUB_OFFLINE', async () => {
    await expect(hubRepository(location, options({ HF_HUB_OFFLINE: '1' }))).rejects.toThrow(
      'someone/some.model@main is not in the cache, and HF_HUB_OFFLINE is set',
    );
    const path = await (await hubRepository(location, options())).file('model.safetensors');
    hub.log.length = 0;
    const offline = await hubRepository(location, options({ HF_HUB_OFFLINE: '1' }));
    expect(await offline.file('model.safetensors')).toBe(path);
    expect(await offline.list()).toEqual(['model.safetensors']);
    await expect(offline.file('config.json')).rejects.toThrow('"config.json" is not in the cache');
    expect(hub.log).toEqual([]);
  });

  it('is used, with a note, if the hub does not answer', async () => {
    const path = await (await hubRepository(location, options())).file('model.safetensors');
    hub.trouble.status = 503;
    const cached = await hubRepository(location, options());
    expect(await cached.file('model.safetensors')).toBe(path);
    expect(notes[0]).toMatch(/as asked.*; using the cache instead/);
    const dead = options({ HF_ENDPOINT: 'http://127.0.0.1:1' });
    expect(await (await hubRepository(location, dead)).file('model.safetensors')).toBe(path);
    expect(notes[1]).toMatch(/127\.0\.0\.1:1 .*ECONNREFUSED|bad port/);
    const other = { repository: 'someone/else' };
    await expect(hubRepository(other, dead)).rejects.toThrow(
      'someone/else@main is not in the cache, and http://127',
    );
  });

  it('that cannot be written gives a one-line error', async () => {
    writeFileSync(cache, 'a file');
    await expect(hubRepository(location, options())).rejects.toThrow(
      /^the hub's cache .* cannot be written \(ENOTDIR.*; set HF_HUB_CACHE to a folder that you can write$/,
    );
  });

  it.skipIf(!hasFifos)(
    'that holds a named pipe in place of a partial file gives a one-line error',
    async () => {
      const blobs = join(repositoryFolder(), 'blobs');
      mkdirSync(blobs, { recursive: true });
      makeFifo(join(blobs, `${createHash('sha256').update(big).digest('hex')}.incomplete`));
      const model = await hubRepository(location, options());
      await expect(model.file('model.safetensors')).rejects.toThrow(
        /\.incomplete is a named pipe, not a regular file/,
      );
    },
  );

  it('that is complete is not written to', async () => {
    const path = await (await hubRepository(location, options())).file('model.safetensors');
    const ref = join(repositoryFolder(), 'refs', 'main');
    const before = lstatSync(ref).ino;
    expect(await (await hubRepository(location, options())).file('model.safetensors')).toBe(path);
    expect(lstatSync(ref).ino).toBe(before);
  });

  it('needs no network for a cached commit', async () => {
    const pinned = { ...location, revision: hub.commit };
    const path = await (await hubRepository(pinned, options())).file('model.safetensors');
    await hub.close();
    expect(await (await hubRepository(pinned, options())).file('model.safetensors')).toBe(path);
    await expect((await hubRepository(pinned, options())).file('config.json')).rejects.toThrow(
      'the hub does not answer',
    );
  });

  it('keeps the earlier commit of a branch that moved', async () => {
    const before = await (await hubRepository(location, options())).file('model.safetensors');
    hub.commit = 'decade'.padEnd(40, '0');
    hub.files.set('model.safetensors', big.subarray(1));
    const after = await (await hubRepository(location, options())).file('model.safetensors');
    expect(readFileSync(before).equals(big)).toBe(true);
    expect(readFileSync(after).equals(big.subarray(1))).toBe(true);
  });
});

describe('responses of the hub', () => {
  it('are rejected if they lead outside the cache', async () => {
    hub.files.set('../../../../evil.safetensors', big);
    const model = await hubRepository(location, options());
    expect(await model.list()).not.toContain('../../../../evil.safetensors');
    hub.commit = '../../../../../evil';
    const odd = await hubRepository(location, options());
    // An answer that is not a commit is ignored; the file's own hash is used instead.
    expect(await odd.file('model.safetensors')).toContain(
      join(cache, 'models--someone--some.model', 'snapshots'),
    );
    expect(readdirSync(folder.path).filter((name) => name.includes('evil'))).toEqual([]);
  });

  it('can ask for a token, which comes from HF_TOKEN or a login and is not sent to other servers', async () => {
    await hub.close();
    hub = await startHub(repository, 'hf_secret');
    hub.files.set('model.safetensors', big);
    const unauthorised = hubRepository(location, options());
    await expect(unauthorised).rejects.toThrow(/access denied \(401\); set HF_TOKEN/);
    await expect(hubRepository(location, options({ HF_TOKEN: 'hf_other' }))).rejects.toThrow(
      'the token has no access',
    );
    await expect(hubRepository(location, options({ HF_TOKEN: 'secret' }))).rejects.toThrow(
      'does not start with "hf_"',
    );
    const model = await hubRepository(location, options({ HF_TOKEN: 'hf_secret' }));
    expect(readFileSync(await model.file('model.safetensors')).equals(big)).toBe(true);
    expect(hub.leaked).toEqual([]);
    const home = join(folder.path, 'home');
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'token'), 'hf_secret\n');
    await hubRepository(location, options({ HF_HOME: home, HF_HUB_CACHE: join(home, 'hub') }));
  });

  it('give a one-line error if something does not exist', async () => {
    await expect(
      hubRepository({ ...location, revision: 'v9' }, options()).then((r) => r.list()),
    ).resolves.toBeDefined();
    const missing = await hubRepository({ repository: 'no/body' }, options());
    await expect(missing.file('model.safetensors')).rejects.toThrow(
      'for no/body: no such repository, revision or file (a private one needs HF_TOKEN)',
    );
    await expect(hubRepository(location, options({ HF_ENDPOINT: 'nonsense' }))).rejects.toThrow(
      'not an http address',
    );
  });
});
