import fc from 'fast-check';
import { expect, test } from 'vitest';
import { latencyCellId } from '../../../src/results/index.ts';
import { type Plan, parseSuite, plannedCells, planSuite } from '../../../src/runs/suite/index.ts';

const facts = { formsDiffer: (ref: unknown) => ref !== 'poolformer_s12' };

function plan(latency: Record<string, unknown>, top: Record<string, unknown> = {}): Plan {
  return planSuite(parseSuite({ name: 'x', ...top, latency }, 'x.json'), facts);
}

test('groups by resolution, batch and threads, with the training form only if it differs', () => {
  const { latency } = plan({
    models: ['fastvit_t8', 'poolformer_s12'],
    baseline: 'poolformer_s12',
    forms: ['inference', 'train'],
    resolutions: [128, [256, 320]],
    batch: [1, 4],
  });
  expect(latency.map(({ id }) => id)).toEqual([
    '128x128/b1/t1',
    '128x128/b4/t1',
    '256x320/b1/t1',
    '256x320/b4/t1',
  ]);
  expect(latency[2]!.cells.map(({ cell }) => latencyCellId(cell))).toEqual([
    'fastvit_t8/inference/onnxruntime-cpu/256x320/b1/t1',
    'fastvit_t8/train/onnxruntime-cpu/256x320/b1/t1',
    'poolformer_s12/inference/onnxruntime-cpu/256x320/b1/t1',
  ]);
  expect(latency[2]!.baseline.model).toBe('poolformer_s12');
});

test('if only the training form is asked for, every model has it', () => {
  const { latency } = plan({ models: ['poolformer_s12'], forms: ['train'] });
  expect(latency[0]!.cells.map(({ cell }) => cell.form)).toEqual(['train']);
});

test('a large group is split, with the baseline in every part and the other cells in exactly one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2, max: 12 }), (models, groupSize) => {
      const names = Array.from({ length: models }, (_, at) => `m${at}`);
      const { latency } = plan({ models: names, baseline: 'm0', groupSize });
      const others = latency.flatMap(({ cells }) =>
        cells.map(({ cell }) => cell.model).filter((id) => id !== 'm0'),
      );
      expect(others.toSorted()).toEqual(names.slice(1).toSorted());
      for (const { cells } of latency) {
        expect(cells.length).toBeLessThanOrEqual(groupSize);
        expect(cells.some(({ cell }) => cell.model === 'm0')).toBe(true);
        if (models > 1) expect(cells.length).toBeGreaterThan(1);
      }
    }),
    { numRuns: 60 },
  );
});

test('the digest covers what is measured and how, but not for how long', () => {
  const models = ['fastvit_t8', 'poolformer_s12'];
  const base = plan({ models });
  expect(plan({ models }).digest).toBe(base.digest);
  expect(plan({ budgetSeconds: 5, models }).digest).toBe(base.digest);
  expect(plan({ models }, { description: 'words' }).digest).toBe(base.digest);
  for (const other of [
    plan({ models, resolutions: [256] }),
    plan({ models, weights: 'seed:1' }),
    plan({ models, precision: 0.01 }),
    plan({ models, options: { spinning: 'on' } }),
    plan({ models: models.toReversed() }),
    plan({ models }, { seed: 1 }),
  ])
    expect(other.digest).not.toBe(base.digest);
  expect(plannedCells(base)).toBe(2);
});

test('a mixed group can name variants and ONNX files by their ids', () => {
  const variant = { extends: 'fastvit_s12', id: 's12_pool', mixers: ['pool', 'pool', 'pool', 'pool'] };
  const onnx = { onnx: 'nets/mine.onnx' };
  const { latency } = plan({
    models: ['m0', variant, onnx],
    mixed: [{ models: ['mine', 's12_pool', 'm1'], resolutions: [64, 96, 128] }],
  });
  const { id, cells, baseline } = latency.at(-1)!;
  expect(id).toBe('mine@64+s12_pool@96+m1@128/b1/t1');
  expect(cells.map(({ ref }) => ref)).toMatchObject([onnx, { id: 's12_pool' }, 'm1']);
  expect(baseline.model).toBe('mine');
});

test.each([
  [{ resolutions: [64, [64, 64]] }, 'latency lists 64x64/b1/t1 twice; list every resolution, batch'],
  [{ threads: [1, 2, 1] }, 'latency lists 224x224/b1/t1 twice; list every resolution, batch'],
  [{ runtimes: ['onnxruntime', 'onnxruntime:cpu'] }, 'm0/inference/onnxruntime-cpu/224x224/b1/t1 twice'],
  [{ graphOptimization: ['all', 'all'] }, 'm0/inference/onnxruntime-cpu/224x224/b1/t1 twice'],
  [{ forms: ['inference', 'inference'] }, 'm0/inference/onnxruntime-cpu/224x224/b1/t1 twice'],
  [
    { mixed: [{ models: ['m0', 'm0'], resolutions: [64, 64] }] },
    'm0/inference/onnxruntime-cpu/64x64/b1/t1 twice',
  ],
])('duplicate cells are refused: %j', (more, message) => {
  expect(() => plan({ models: ['m0', 'm1'], ...more })).toThrow(message);
});
