import { mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  exists,
  INPUTS,
  isFolder,
  listFolder,
  makeFolder,
  nameOf,
  readFile,
  realPath,
  systemPath,
  writeFileAtomic,
} from '../../src/files/index.ts';

test('every name of bytes has a path of its own, and the path gives the bytes again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
      const path = nameOf(Buffer.from(bytes));
      expect(Buffer.from(systemPath(path))).toEqual(Buffer.from(bytes));
      expect(JSON.parse(JSON.stringify(path))).toBe(path);
    }),
  );
});

test('a name that is UTF-8 is text, even one with U+FFFD or outside the basic plane', () => {
  for (const name of ['größe.png', '\ufffd.png', '日本😀', ''])
    expect([nameOf(Buffer.from(name)), systemPath(name)]).toEqual([name, name]);
});

test.each([
  ['a byte', [0xfc], '\udcfc'],
  ['a cut sequence', [0xe2, 0x82], '\udce2\udc82'],
  ['a surrogate', [0xed, 0xa0, 0x80], '\udced\udca0\udc80'],
  ['an overlong slash', [0xc0, 0xaf], '\udcc0\udcaf'],
  ['Shift JIS', [0x93, 0xfa, 0x96, 0x7b], '\udc93\udcfa\udc96{'],
] as const)('bytes that are not UTF-8, as Python decodes them: %s', (_, bytes, path) => {
  expect(nameOf(Buffer.from(bytes))).toBe(path);
});

test.skipIf(process.platform !== 'linux')('files and folders whose names are not UTF-8', () => {
  const root = realPath(mkdtempSync(join(tmpdir(), 'names-')));
  const folder = join(root, 'f\udcfc');
  const file = join(folder, 'x\udce9.txt');
  makeFolder(folder);
  writeFileAtomic(file, 'content');
  expect(readdirSync(systemPath(folder), 'buffer')).toEqual([Buffer.from('x\xe9.txt', 'latin1')]);
  expect(readFile(file, INPUTS.list).toString()).toBe('content');
  expect([exists(file), isFolder(file), isFolder(folder)]).toEqual([true, false, true]);
  symlinkSync(systemPath(folder), join(root, 'link'));
  symlinkSync('nowhere', join(root, 'dangling'));
  symlinkSync('circle', join(root, 'circle'));
  writeFileSync(join(root, 'plain'), '');
  expect(listFolder(root).toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { name: 'circle', isLink: true, isFolder: false },
    { name: 'dangling', isLink: true, isFolder: false },
    { name: 'f\udcfc', isLink: false, isFolder: true },
    { name: 'link', isLink: true, isFolder: true },
    { name: 'plain', isLink: false, isFolder: false },
  ]);
  expect(realPath(join(root, 'link', 'x\udce9.txt'))).toBe(file);
  expect(() => readFile(join(folder, 'none'), INPUTS.list)).toThrow('none: no such list of images');
});
