import { once } from 'node:events';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  assertReadable,
  INPUTS,
  openFile,
  parseJson,
  readFile,
  readJsonFile,
  readSlice,
  readTextFile,
} from '../../src/files/index.ts';
import { hasFifos, makeFifo, makeLoop } from '../support/special-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'files-'));
const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

test.each([openFile, readFile, readTextFile, readJsonFile])(
  '$name says in one line what it lacks',
  (read) => {
    const missing = join(folder, 'none');
    expect(() => read(missing, INPUTS.labels)).toThrow(`${missing}: no such labels file`);
    expect(() => read(folder, INPUTS.labels)).toThrow(`${folder} is a folder; name the labels file itself`);
    const below = join(write('plain', '1'), 'below');
    expect(() => read(below, INPUTS.labels)).toThrow(
      `${below} cannot be read: part of the path is a file, not a folder`,
    );
  },
);

test.skipIf(process.getuid?.() === 0)('a file without permission', () => {
  const path = write('secret', '1');
  chmodSync(path, 0);
  expect(() => readFile(path, INPUTS.image)).toThrow(`${path} cannot be read: no permission`);
});

test('a message calls the file by the name it is given', () => {
  expect(() => readFile(join(folder, 'none'), INPUTS.image, 'cats/1.png')).toThrow(
    'cats/1.png: no such image',
  );
});

test('text is UTF-8, without its byte order mark', () => {
  expect(readTextFile(write('marked', '\ufeffgrün'), INPUTS.labels)).toBe('grün');
  const latin = write('latin', Buffer.from('grün', 'latin1'));
  expect(() => readTextFile(latin, INPUTS.labels)).toThrow(`${latin} is not UTF-8 text; save it as UTF-8`);
});

test('JSON names the line and column of a mistake', () => {
  expect(readJsonFile(write('good.json', '[1]'), INPUTS.json)).toEqual([1]);
  const bad = write('bad.json', '{\n  "name": "x",\n  oops\n}');
  expect(() => readJsonFile(bad, INPUTS.json)).toThrow(`${bad}:3:3: not valid JSON (`);
});

/** Each has a time limit: what waits for a writer would wait forever. */
const LIMIT = 10_000;
const tiny = { what: 'labels file', maxBytes: 1000 };
const readers = { openFile, readFile, readTextFile, readJsonFile, assertReadable };

describe.skipIf(!hasFifos)('only regular files are opened (named pipes and devices)', () => {
  test.each(Object.entries(readers))('%s', { timeout: LIMIT }, (name, read) => {
    const fifo = makeFifo(join(folder, `fifo-${name}`));
    expect(() => read(fifo, tiny)).toThrow(
      `${fifo} is a named pipe, not a regular file; save its content to a file and name that`,
    );
    expect(() => read('/dev/zero', tiny)).toThrow('/dev/zero is a device, not a regular file');
    const link = join(folder, `link-${name}`);
    symlinkSync(fifo, link);
    expect(() => read(link, tiny)).toThrow(`${link} is a named pipe`);
  });

  test('readSlice', { timeout: LIMIT }, async () => {
    const path = makeFifo(join(folder, 'fifo-slice'));
    await expect(readSlice({ path }, tiny)).rejects.toThrow(`${path} is a named pipe`);
    await expect(readSlice({ path: '/dev/zero', size: 10 }, tiny)).rejects.toThrow('is a device');
  });

  test('a socket', { timeout: LIMIT }, async () => {
    const path = join(folder, 'socket');
    const server = createServer().listen(path);
    await once(server, 'listening');
    expect(() => readFile(path, tiny)).toThrow(`${path} is a socket, not a regular file`);
    server.close();
  });
});

test.each(Object.entries(readers))('%s refuses what is larger than its kind may be', (name, read) => {
  const path = write(`large-${name}`, '');
  // Without content on disk.
  truncateSync(path, 5e9);
  expect(() => read(path, tiny)).toThrow(
    `${path} is too large: 5000 MB, and a labels file may have 1 kB; check that it is the right file`,
  );
});

test('a slice of an archive may be as large as its kind, the archive larger', async () => {
  const path = write('archive', 'x'.repeat(5000));
  expect(await readSlice({ path, offset: 4000, size: 1000 }, tiny)).toHaveLength(1000);
  await expect(readSlice({ path, size: 1001 }, tiny)).rejects.toThrow('is too large');
  await expect(readSlice({ path }, tiny)).rejects.toThrow('is too large');
});

test('paths that cannot be opened', () => {
  expect(() => readFile('a\0b', tiny)).toThrow('cannot be read: the path contains a NUL character');
  expect(() => readFile(join(folder, 'n'.repeat(5000)), tiny)).toThrow(
    'cannot be read: the name is too long',
  );
  if (hasFifos)
    expect(() => readFile(makeLoop(folder, 'loop'), tiny)).toThrow(
      'cannot be read: its links lead in a circle',
    );
});

test.each([
  ['[', ']'],
  ['{"a":', '}'],
])('JSON that is nested deeply: %s', (open, close) => {
  const nested = (depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;
  expect(() => parseJson(nested(200))).not.toThrow();
  expect(() => parseJson(nested(201))).toThrow('nested more than 200 levels deep');
  const path = write('deep.json', nested(5000));
  expect(() => readJsonFile(path, INPUTS.json)).toThrow(
    `${path}: not valid JSON (nested more than 200 levels deep)`,
  );
});

test('brackets in strings, and one after another, are not nested', () => {
  expect(parseJson(JSON.stringify('[\\"[{'.repeat(300)))).toBe('[\\"[{'.repeat(300));
  expect(parseJson(`[${'[{}],'.repeat(1000)}1]`)).toHaveLength(1001);
});

test('src opens files of users only through src/files', () => {
  /** Files that do not come from a user, by the reason. */
  const exceptions = {
    'cli/arguments.ts': '/proc',
    'processes/memory.ts': '/proc',
    'processes/started.ts': '/proc',
    'results/environment.ts': '/proc and /etc',
    'runtimes/browser/server.ts': 'the package, and models that were checked',
    'backbones/weights/hub/transfer.ts': 'its own partial download',
    'accuracy/predictions/part.ts': 'its own part, to sync it',
    'backbones/lower/external-store.ts': 'written, not read',
    'verdicts/history/file.ts': 'appended to, after it was read',
  };
  const src = fileURLToPath(new URL('../../src', import.meta.url));
  const direct = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !name.startsWith('files/'))
    .filter((name) =>
      /\b(readFileSync|createReadStream|openSync|openAsBlob|fs\.readFile|fs\/promises)\b/.test(
        readFileSync(join(src, name), 'utf8'),
      ),
    );
  expect(direct.sort()).toEqual(Object.keys(exceptions).sort());
});
