import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRunFile } from '../../../src/results/index.ts';
import { groupsToDrop } from '../../../src/runs/execute/budget.ts';
import { executeSuite } from '../../../src/runs/execute/index.ts';
import { loadSuite, type PlannedGroup, planSuite } from '../../../src/runs/suite/index.ts';
import { fakeModels, fakes } from './fakes.ts';

function suiteFile(change: Record<string, unknown> = {}): string {
  const path = join(mkdtempSync(join(tmpdir(), 'budget-')), 'budget.json');
  const latency = { models: ['m_one', 'm_three'], resolutions: [64, 96, 128, 160] };
  writeFileSync(path, JSON.stringify({ name: 'budget', latency, ...change }));
  return path;
}

const plan = planSuite(loadSuite(suiteFile(), {}).suite, fakeModels).latency;
const sides = (groups: readonly PlannedGroup[]) => groups.map(({ id }) => id.split('x')[0]);

test('skips nothing that fits, else the last groups of the plan or the most recently measured ones', () => {
  const need = () => 10;
  expect(groupsToDrop(plan, 40, need)).toEqual([]);
  expect(sides(groupsToDrop(plan, 25, need))).toEqual(['160', '128']);
  const nights: Record<string, string> = {
    '64x64': '2026-01-04',
    '96x96': '2026-01-02',
    '128x128': '2026-01-03',
  };
  const last = (cell: string) => nights[cell.split('/')[3] ?? ''];
  expect(sides(groupsToDrop(plan, 35, need, last))).toEqual(['64']);
  expect(sides(groupsToDrop(plan, 10, need, last))).toEqual(['64', '128', '96']);
  expect(groupsToDrop(plan, -1, need, last)).toHaveLength(4);
});

test('a budget on the command line is kept: skipped groups are logged and listed in run.json', async () => {
  const { deps, hooks, groups, log } = fakes();
  const loaded = loadSuite(suiteFile(), {});
  const out = join(mkdtempSync(join(tmpdir(), 'budget-')), 'run');
  // A group takes 20 ms of the fake clock, regardless of its pixels; only two of four fit.
  const options = { root: 'nowhere', out, command: [], env: {}, budgetSeconds: 0.06 };
  await executeSuite(loaded, options, deps, hooks);
  const { skipped, endedAt } = readRunFile(out);
  expect(groups.length).toBeLessThan(4);
  expect(skipped).toHaveLength(4 - groups.length);
  expect(skipped[0]).toEqual({
    what: expect.stringMatching(/^latency \d+x\d+\/b1\/t1: 2 cells$/),
    why: 'the budget of 0.06 s is too small',
  });
  expect(log.filter((line) => line.startsWith('skipped: '))).toHaveLength(skipped.length);
  expect(endedAt).toBeDefined();
});

test('an optional accuracy section is evaluated only if its data is there', () => {
  const accuracy = { data: ['$', '{BUDGET_TEST_DATA}'].join(''), models: ['fastvit_t8'], optional: true };
  const path = suiteFile({ accuracy });
  expect(loadSuite(path, {}).suite.accuracy).toBeUndefined();
  expect(loadSuite(path, { BUDGET_TEST_DATA: '/data' }).resolved.accuracy).toMatchObject([{ data: '/data' }]);
  expect(() => loadSuite(suiteFile({ accuracy: { ...accuracy, optional: false } }), {})).toThrow(
    'BUDGET_TEST_DATA, which is not set',
  );
});
