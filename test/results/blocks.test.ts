import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/files/errors.ts';
import { createRun, type GroupBlock, openJournal, readRun } from '../../src/results/index.ts';
import { sampleLatency, sampleRun } from './samples.ts';

const block: GroupBlock = {
  sessionStartedAt: '2026-01-01T00:00:00.000Z',
  cells: {
    a: {
      modelDigest: 'd',
      sessionMs: 1,
      firstMs: 2,
      warmup: { runs: 4, settled: true, medianMs: 3 },
      options: {},
      rounds: [1, 2],
      runs: [1, 2],
      runsPerTurn: 1,
    },
  },
  failed: { b: 'killed' },
};

/** The only file of a run's journals. */
function fileOf(run: string): string {
  const [name] = readdirSync(join(run, 'blocks'));
  return join(run, 'blocks', name!);
}

test('blocks are written as soon as they are measured; an incomplete last line is cut off', () => {
  const run = mkdtempSync(join(tmpdir(), 'blocks-'));
  const journal = openJournal(run, 'g');
  expect(journal.kept).toEqual({ blocks: [] });
  journal.append(block);
  appendFileSync(fileOf(run), '{"sessionStartedAt":"2026');
  expect(openJournal(run, 'other').kept.blocks).toEqual([]);
  const again = openJournal(run, 'g');
  expect(again.kept).toEqual({ blocks: [block] });
  again.append(block);
  again.end('budget');
  expect(openJournal(run, 'g').kept).toEqual({ blocks: [block, block], stop: 'budget' });
  again.append(block);
  expect(openJournal(run, 'g').kept.stop).toBeUndefined();
  again.remove();
  expect(existsSync(join(run, 'blocks'))).toBe(false);
});

test('a damaged journal, a newer one, and one that cannot be written are one line each', () => {
  const run = mkdtempSync(join(tmpdir(), 'blocks-'));
  openJournal(run, 'g').append(block);
  const path = fileOf(run);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('"rounds":[1,2]', '"rounds":"x"'));
  expect(() => openJournal(run, 'g')).toThrow(/is damaged \(.*\); remove it to measure its group again$/);
  writeFileSync(path, text.replace('blocks@2', 'blocks@99'));
  expect(() => openJournal(run, 'g')).toThrow('newer');
  const blocked = mkdtempSync(join(tmpdir(), 'blocks-'));
  writeFileSync(join(blocked, 'blocks'), '');
  expect(() => openJournal(blocked, 'g').append(block)).toThrow(UserError);
});

test('a later record of a cell in its group replaces the earlier one', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'blocks-')), 'run');
  const store = createRun(folder, sampleRun());
  const { cell } = sampleLatency({ model: 'b' });
  store.append([
    sampleLatency({ model: 'a' }, 10, { group: 'g' }),
    { type: 'failed', cell, group: 'g', reason: 'killed', blocks: [[1, 2]], startedAt: '' },
    sampleLatency({ model: 'b' }, 10, { group: 'h' }),
  ]);
  const [first, , third] = store.records();
  const [a2, b2] = ['a', 'b'].map((model) => sampleLatency({ model }, 12, { group: 'g' }));
  store.append([b2!]);
  expect(store.records()).toEqual([first, b2, third]);
  store.append([a2!]);
  store.close();
  const { records, lines } = readRun(folder);
  expect(records).toEqual([a2, b2, third]);
  expect(lines).toEqual([6, 5, 4]);
});
