import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../src/files/index.ts';

test('a temporary folder is removed by its owner', () => {
  const listeners = process.listenerCount('exit');
  const { path, remove } = temporaryFolder('test');
  expect(path).toContain('fastvit-bench-test-');
  writeFileSync(join(path, 'file'), '');
  remove();
  remove();
  expect(existsSync(path)).toBe(false);
  expect(process.listenerCount('exit')).toBe(listeners);
});

test('a temporary folder is removed when the process exits before its owner has done so', () => {
  const root = mkdtempSync(join(tmpdir(), 'temporary-'));
  const source = new URL('../../src/files/index.ts', import.meta.url).href;
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm')).href;
  const script = `
    import { writeFileSync } from 'node:fs';
    import { temporaryFolder } from '${source}';
    const { path } = temporaryFolder();
    writeFileSync(path + '/model', '');
    console.log(path);
    process.exit(3);`;
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--conditions=fastvit-bench-source', '--import', loader, '--input-type=module', '-e', script],
    { encoding: 'utf8', env: { ...process.env, TMPDIR: root, TSX_DISABLE_CACHE: '1' } },
  );
  expect(status).toBe(3);
  expect(stdout).toContain(join(root, 'fastvit-bench-'));
  expect(readdirSync(root)).toEqual([]);
});

test('a folder of temporary files that cannot be written gives one line', () => {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = join(tmpdir(), 'does', 'not', 'exist');
  try {
    expect(() => temporaryFolder()).toThrow(
      /^cannot create a temporary folder in .*; set TMPDIR to a folder/,
    );
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});
