import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hubRepository } from '../../../src/backbones/weights/index.ts';
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

describe('files of the hub', () => {
  it('come through a redirect into the layout of huggingface_hub, once', async () => {
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

  it('may be small (checked by git hash), empty, in folders', async () => {
    const model = await hubRepository(location, options());
    expect(readFileSync(await model.file('config.json'), 'utf8')).toBe('{"architecture": "fastvit_t8"}');
    expect(readFileSync(await model.file('empty.txt'), 'utf8')).toBe('');
    expect(readFileSync(await model.file('onnx/model.onnx')).equals(big.subarray(5))).toBe(true);
    expect(await model.first(['a.bin', 'config.json'])).toMatch(/config\.json$/);
    expect(await model.first(['a.bin'])).toBeUndefined();
    expect(await model.list()).toContain('model.safetensors');
    await expect(model.file('model.safetensor')).rejects.toThrow('did you mean "model.safetensors"');
  });

  it('go on where a connection broke', async () => {
    hub.trouble.dropAfter = [100_000, 50_000];
    const model = await hubRepository(location, options());
    expect(readFileSync(await model.file('model.safetensors')).equals(big)).toBe(true);
    const ranges = hub.log.filter((line) => line.startsWith('cdn') && line !== 'cdn bytes=0-0');
    expect(ranges).toEqual(['cdn whole', 'cdn bytes=100000-299999', 'cdn bytes=150000-299999']);
  });

  it('go on where an earlier run stopped', async () => {
    hub.trouble.dropAfter = [100_000, 0, 0, 0, 0];
    const model = await hubRepository(location, options());
    await expect(model.file('model.safetensors')).rejects.toThrow(
      /the connection broke at 100000 of 300000 bytes .*; the same command goes on from there/,
    );
    hub.trouble.dropAfter = [];
    hub.log.length = 0;
    const again = await hubRepository(location, options());
    expect(readFileSync(await again.file('model.safetensors')).equals(big)).toBe(true);
    expect(hub.log).toContain('cdn bytes=100000-299999');
  });

  it('are fetched again when what an earlier run left is of another file', async () => {
    const model = await hubRepository(location, options());
    hub.trouble.dropAfter = [10, 0, 0, 0];
    await expect(model.file('model.safetensors')).rejects.toThrow('the connection broke at 10');
    const [partial] = leftovers();
    writeFileSync(join(repositoryFolder(), 'blobs', partial!), 'something else');
    hub.trouble.dropAfter = [];
    expect(readFileSync(await model.file('model.safetensors')).equals(big)).toBe(true);
  });

  it('arrive from a server without ranges, too', async () => {
    hub.trouble.dropAfter = [100_000];
    hub.trouble.noRanges = true;
    const model = await hubRepository(location, options());
    expect(readFileSync(await model.file('model.safetensors')).equals(big)).toBe(true);
  });

  it('are refused with a wrong checksum, and nothing is kept', async () => {
    hub.trouble.corrupt = true;
    const model = await hubRepository(location, options());
    for (const file of ['model.safetensors', 'config.json'])
      await expect(model.file(file)).rejects.toThrow(
        /arrived with the checksum [0-9a-f]+, not [0-9a-f]+; nothing was kept/,
      );
    expect(readdirSync(join(repositoryFolder(), 'blobs'))).toEqual([]);
    expect(existsSync(join(repositoryFolder(), 'snapshots'))).toBe(false);
  });

  it('are fetched once by two callers at a time', async () => {
    const model = await hubRepository(location, options());
    const paths = await Promise.all([model.file('model.safetensors'), model.file('model.safetensors')]);
    expect(paths[0]).toBe(paths[1]);
    expect(hub.log.filter((line) => line === 'cdn whole')).toEqual(['cdn whole']);
  });
});

describe('the cache', () => {
  it('is all there is with HF_HUB_OFFLINE', async () => {
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

  it('stands in for a hub that does not answer, with a note', async () => {
    const path = await (await hubRepository(location, options())).file('model.safetensors');
    hub.trouble.status = 503;
    const cached = await hubRepository(location, options());
    expect(await cached.file('model.safetensors')).toBe(path);
    expect(notes[0]).toMatch(/as asked.*; going on with what is in the cache/);
    const dead = options({ HF_ENDPOINT: 'http://127.0.0.1:1' });
    expect(await (await hubRepository(location, dead)).file('model.safetensors')).toBe(path);
    expect(notes[1]).toMatch(/127\.0\.0\.1:1 .*ECONNREFUSED|bad port/);
    const other = { repository: 'someone/else' };
    await expect(hubRepository(other, dead)).rejects.toThrow(
      'someone/else@main is not in the cache, and http://127',
    );
  });

  it('that cannot be written is said in one line', async () => {
    writeFileSync(cache, 'a file');
    await expect(hubRepository(location, options())).rejects.toThrow(
      /^the hub's cache .* cannot be written \(ENOTDIR.*; set HF_HUB_CACHE to a folder of yours$/,
    );
  });

  it('that holds everything is not written', async () => {
    const path = await (await hubRepository(location, options())).file('model.safetensors');
    const ref = join(repositoryFolder(), 'refs', 'main');
    const before = lstatSync(ref).ino;
    expect(await (await hubRepository(location, options())).file('model.safetensors')).toBe(path);
    expect(lstatSync(ref).ino).toBe(before);
  });

  it('needs no network for a commit that it holds', async () => {
    const pinned = { ...location, revision: hub.commit };
    const path = await (await hubRepository(pinned, options())).file('model.safetensors');
    await hub.close();
    expect(await (await hubRepository(pinned, options())).file('model.safetensors')).toBe(path);
    await expect((await hubRepository(pinned, options())).file('config.json')).rejects.toThrow(
      'the hub does not answer',
    );
  });

  it('keeps what a branch was before it moved', async () => {
    const before = await (await hubRepository(location, options())).file('model.safetensors');
    hub.commit = 'decade'.padEnd(40, '0');
    hub.files.set('model.safetensors', big.subarray(1));
    const after = await (await hubRepository(location, options())).file('model.safetensors');
    expect(readFileSync(before).equals(big)).toBe(true);
    expect(readFileSync(after).equals(big.subarray(1))).toBe(true);
  });
});

describe('what the hub says', () => {
  it('is not believed where it would lead out of the cache', async () => {
    hub.files.set('../../../../evil.safetensors', big);
    const model = await hubRepository(location, options());
    expect(await model.list()).not.toContain('../../../../evil.safetensors');
    hub.commit = '../../../../../evil';
    const odd = await hubRepository(location, options());
    // An answer that is no commit is no answer; the file's own hash stands in for it.
    expect(await odd.file('model.safetensors')).toContain(
      join(cache, 'models--someone--some.model', 'snapshots'),
    );
    expect(readdirSync(folder.path).filter((name) => name.includes('evil'))).toEqual([]);
  });

  it('asks for a token, takes HF_TOKEN or the file of a login, and keeps it from other servers', async () => {
    await hub.close();
    hub = await startHub(repository, 'hf_secret');
    hub.files.set('model.safetensors', big);
    const unauthorised = hubRepository(location, options());
    await expect(unauthorised).rejects.toThrow(/not allowed \(401\); set HF_TOKEN/);
    await expect(hubRepository(location, options({ HF_TOKEN: 'hf_other' }))).rejects.toThrow(
      'the token has no access',
    );
    await expect(hubRepository(location, options({ HF_TOKEN: 'secret' }))).rejects.toThrow(
      'does not begin with "hf_"',
    );
    const model = await hubRepository(location, options({ HF_TOKEN: 'hf_secret' }));
    expect(readFileSync(await model.file('model.safetensors')).equals(big)).toBe(true);
    expect(hub.leaked).toEqual([]);
    const home = join(folder.path, 'home');
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'token'), 'hf_secret\n');
    await hubRepository(location, options({ HF_HOME: home, HF_HUB_CACHE: join(home, 'hub') }));
  });

  it('is one line for what does not exist', async () => {
    await expect(
      hubRepository({ ...location, revision: 'v9' }, options()).then((r) => r.list()),
    ).resolves.toBeDefined();
    const missing = await hubRepository({ repository: 'no/body' }, options());
    await expect(missing.file('model.safetensors')).rejects.toThrow(
      'for no/body: no such repository, revision or file (a private one needs HF_TOKEN)',
    );
    await expect(hubRepository(location, options({ HF_ENDPOINT: 'nonsense' }))).rejects.toThrow(
      'no http address',
    );
  });
});
