import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openFile, readFile, readJsonFile, readTextFile } from '../../src/files/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'files-'));
const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

test.each([openFile, readFile, readTextFile, readJsonFile])(
  '$name says in one line what it lacks',
  (read) => {
    const missing = join(folder, 'none');
    expect(() => read(missing, 'labels file')).toThrow(`${missing}: no such labels file`);
    expect(() => read(folder, 'labels file')).toThrow(`${folder} is a folder; name the labels file itself`);
    const below = join(write('plain', '1'), 'below');
    expect(() => read(below)).toThrow(`${below} cannot be read: part of the path is a file, not a folder`);
  },
);

test.skipIf(process.getuid?.() === 0)('a file without permission', () => {
  const path = write('secret', '1');
  chmodSync(path, 0);
  expect(() => readFile(path)).toThrow(`${path} cannot be read: no permission`);
});

test('a message calls the file by the name it is given', () => {
  expect(() => readFile(join(folder, 'none'), 'image', 'cats/1.png')).toThrow('cats/1.png: no such image');
});

test('text is UTF-8, without its byte order mark', () => {
  expect(readTextFile(write('marked', '\ufeffgrün'))).toBe('grün');
  const latin = write('latin', Buffer.from('grün', 'latin1'));
  expect(() => readTextFile(latin)).toThrow(`${latin} is not UTF-8 text; save it as UTF-8`);
});

test('JSON names the line and column of a mistake', () => {
  expect(readJsonFile(write('good.json', '[1]'))).toEqual([1]);
  const bad = write('bad.json', '{\n  "name": "x",\n  oops\n}');
  expect(() => readJsonFile(bad)).toThrow(`${bad}:3:3: not valid JSON (`);
});
