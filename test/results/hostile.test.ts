import { appendFileSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRun, findUnfinished, readRun, readUnits, resumeRun } from '../../src/results/index.ts';
import { hasFifos, makeFifo } from '../support/special-files.ts';
import { sampleLatency, sampleRun } from './samples.ts';

/** What waits for the writer of a named pipe would wait forever. */
const LIMIT = { timeout: 20_000 };

function newRun(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'hostile-')), 'run');
  createRun(folder, sampleRun()).close();
  return folder;
}

test.skipIf(!hasFifos).each(['run.json', 'records.jsonl', 'units.jsonl', '.lock'])(
  'a named pipe as %s',
  LIMIT,
  (name) => {
    const folder = newRun();
    rmSync(join(folder, name), { force: true });
    const fifo = makeFifo(join(folder, name));
    const read = name === 'units.jsonl' ? readUnits : resumeRun;
    expect(() => read(folder)).toThrow(`${fifo} is a named pipe, not a `);
    expect(() => findUnfinished(join(folder, '..'), () => true)).not.toThrow();
  },
);

test('a folder in place of the lock, and a lock of 1 MB', () => {
  const folder = newRun();
  const lock = join(folder, '.lock');
  mkdirSync(lock);
  expect(() => resumeRun(folder)).toThrow(`${lock} is a folder, not a lock file; restore or remove it`);
  rmSync(lock, { recursive: true });
  writeFileSync(lock, ' '.repeat(1e6));
  expect(() => resumeRun(folder)).toThrow(`${lock} is too large: 1 MB, and a lock file may have 64 kB`);
});

test('a line of 600 MB in the records', () => {
  const folder = newRun();
  const records = join(folder, 'records.jsonl');
  // Without content on disk.
  truncateSync(records, 600e6);
  expect(() => readRun(folder)).toThrow(
    `${records} is too large: 600 MB, and a file of records may have 500 MB`,
  );
});

test('a line that is nested deeply is a problem of this line', () => {
  const folder = newRun();
  const deep = `{"type":"latency","cell":${'['.repeat(5000)}${']'.repeat(5000)}}`;
  appendFileSync(join(folder, 'records.jsonl'), `${deep}\n${JSON.stringify(sampleLatency())}\n`);
  const { records, problems } = readRun(folder);
  expect(records).toHaveLength(1);
  expect(problems).toEqual([`${join(folder, 'records.jsonl')}:2: nested more than 200 levels deep`]);
});
