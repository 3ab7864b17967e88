import { existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appendSynced, isWriteFailure, replaceFile, writeProblem } from '../../src/files/index.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'outputs-'));

test('a failed write is said in words, also where a library gives no code', () => {
  expect(writeProblem(Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' }))).toBe(
    'the disk is full',
  );
  expect(writeProblem(new Error('IO Error: Could not write file "a": No space left on device'))).toBe(
    'the disk is full',
  );
  expect(writeProblem(new Error('out of paper'))).toBe('out of paper');
});

test('a full disk is a failed write, a broken connection is not', () => {
  const failed = (code: string) => Object.assign(new Error(code), { code, syscall: 'write' });
  expect(['ENOSPC', 'EDQUOT', 'EROFS', 'ENOENT'].map((code) => isWriteFailure(failed(code)))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(['ECONNRESET', 'EPIPE'].map((code) => isWriteFailure(failed(code)))).toEqual([false, false]);
  expect(isWriteFailure(new Error('out of paper'))).toBe(false);
});

test('a file is replaced in a folder that exists, and in no other', () => {
  const root = folder();
  replaceFile(join(root, 'file'), 'one');
  replaceFile(join(root, 'file'), 'two');
  expect(readFileSync(join(root, 'file'), 'utf8')).toBe('two');
  const path = join(root, 'gone', 'file');
  expect(() => replaceFile(path, 'three')).toThrow(
    expect.objectContaining({
      name: 'UserError',
      code: 'cannot-write',
      message: `cannot write ${path}: the file or its folder does not exist`,
    }),
  );
  expect(existsSync(join(root, 'gone'))).toBe(false);
});

test('text is appended to a file that exists, and to no other', () => {
  const path = join(folder(), 'file');
  expect(() => appendSynced(path, 'one')).toThrow('ENOENT');
  expect(existsSync(path)).toBe(false);
  replaceFile(path, 'one');
  appendSynced(path, ', two');
  expect(readFileSync(path, 'utf8')).toBe('one, two');
});

test.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  const path = join(folder(), 'file');
  symlinkSync('/dev/full', path);
  expect(() => appendSynced(path, 'one')).toThrow('ENOSPC');
});
