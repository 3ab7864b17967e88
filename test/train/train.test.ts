import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cost, reparameterize } from '../../src/backbones/graph/index.ts';
import { buildModel, modelEntry, tinyIds } from '../../src/backbones/models/index.ts';
import { openWeights } from '../../src/backbones/weights/index.ts';
import { batchAt } from '../../src/train/batches.ts';
import { readCheckpoint, writeCheckpoint } from '../../src/train/checkpoint.ts';
import { textureSet } from '../../src/train/data.ts';
import { depthFactors, residualBranches } from '../../src/train/depth.ts';
import { accuracy, predictions } from '../../src/train/evaluate.ts';
import { Recipe, setsOf, trainOne } from '../../src/train/index.ts';
import { layoutOf } from '../../src/train/layout.ts';
import type { EpochLog } from '../../src/train/result.ts';
import { learningRateAt, train } from '../../src/train/trainer.ts';

const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-train-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const normalisation = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } as const;
const batchOptions = { batch: 10, classes: 10, labelSmoothing: 0.1, mixup: 0.4, normalisation, seed: '1' };

describe('training', () => {
  test('in a few hundred steps the loss falls and the accuracy exceeds chance', async () => {
    const set = textureSet('train', 1600, 32);
    const validation = textureSet('validation', 200, 32);
    const recipe = Recipe.parse({ epochs: 4, mixup: 0, stochasticDepth: 0 });
    const { log } = await train({ model: 'cmt_nano', recipe, train: set, validation, seed: '1' });
    expect(log.map(({ steps }) => steps)).toEqual([50, 50, 50, 50]);
    expect(log.at(-1)!.loss).toBeLessThan(log[0]!.loss - 0.1);
    expect(log.at(-1)!.trainAccuracy).toBeGreaterThan(0.17);
  }, 120_000);

  test('an interrupted training ends with the same bytes', async () => {
    const data = { name: 'textures10', size: 32, train: 64, validation: 10, test: 20 } as const;
    const run = { model: 'fastvit_nano', seed: 3, recipe: Recipe.parse({ epochs: 2, batch: 16 }) };
    const sets = setsOf(data);
    const whole = await trainOne(run, data, sets, join(folder, 'whole'));
    const stop = new AbortController();
    const stopped = trainOne(run, data, sets, join(folder, 'stopped'), {
      signal: stop.signal,
      onStep: (_, step) => {
        if (step === 6) stop.abort();
      },
    });
    await expect(stopped).rejects.toThrow();
    const resumed = await trainOne(run, data, sets, join(folder, 'stopped'));
    expect(resumed).toEqual(whole);
    for (const file of ['weights.safetensors', 'checkpoint.safetensors', 'log.jsonl', 'result.json']) {
      const [a, b] = ['whole', 'stopped'].map((name) => readFileSync(join(folder, name, file)));
      expect(a!.equals(b!), file).toBe(true);
    }
    const other = { ...run, recipe: { ...run.recipe, learningRate: 0.001 } };
    await expect(trainOne(other, data, sets, join(folder, 'stopped'))).rejects.toThrow(/other settings/);
  }, 120_000);
});

test.each([
  ['result.json', '{', /result\.json:1:2: not valid JSON \([^\n]+\)$/],
  ['result.json', '{"model": "fastvit_nano"}', /result\.json is damaged \(seed: [^\n]+\); delete the folder/],
])('a damaged %s is refused in one line: %s', async (name, text, message) => {
  const data = { name: 'textures10', size: 32, train: 64, validation: 10, test: 20 } as const;
  const run = { model: 'fastvit_nano', seed: 3, recipe: Recipe.parse({ epochs: 1, batch: 16 }) };
  const at = mkdtempSync(join(folder, 'damaged-'));
  writeFileSync(join(at, name), text);
  await expect(trainOne(run, data, setsOf(data), at)).rejects.toThrow(message);
});

test('a checkpoint with a damaged log is refused in one line', () => {
  const layout = layoutOf(buildModel('fastvit_nano', { resolution: 32 }));
  const vector = (length: number) => new Float32Array(length);
  const state = { state: vector(layout.total), average: vector(layout.total) };
  const moments = { first: vector(layout.learned), second: vector(layout.learned) };
  const path = join(folder, 'damaged.safetensors');
  const log = [{ epoch: 0, steps: 'many' }] as unknown as EpochLog[];
  writeCheckpoint(path, layout, { ...state, ...moments, log }, 'digest');
  expect(() => readCheckpoint(path, layout, 'digest')).toThrow(
    /damaged\.safetensors is damaged \(0\.steps: [^\n]+\); delete the folder to train this model again$/,
  );
});

test('the shipped fastvit_nano classifies nine of ten test images correctly, in both forms', async () => {
  const weights = await openWeights('shipped', 'fastvit_nano');
  const graph = buildModel('fastvit_nano');
  const set = textureSet('test', 200, 32);
  const { default: input } = modelEntry('fastvit_nano');
  const guessed = await predictions(reparameterize(graph), weights.reader(graph), set, input);
  expect(accuracy(guessed, set.labels)).toBeGreaterThan(0.86);
  expect(await predictions(graph, weights.reader(graph), set, input)).toEqual(guessed);
  weights.close();
}, 60_000);

test.each(tinyIds())(
  '%s has ten classes, under 300 thousand parameters, and shipped weights that fit',
  async (id) => {
    const graph = buildModel(id);
    expect(graph.nodes.find(({ id: node }) => node === graph.output)!.shape).toEqual([1, 10]);
    expect(cost(graph).parameters).toBeLessThan(300_000);
    const weights = await openWeights('shipped', id);
    expect(weights.classes).toBe(10);
    weights.close();
  },
);

describe('the inputs of a step', () => {
  const set = textureSet('train', 40, 16);

  test('targets sum to one, and a batch is determined by seed, epoch and index', () => {
    const { images, targets, labels } = batchAt(set, 2, 1, batchOptions);
    for (let i = 0; i < 10; i++) {
      const row = targets.subarray(i * 10, i * 10 + 10);
      expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
      expect(row.indexOf(Math.max(...row))).toBe(labels[i]);
    }
    expect(batchAt(set, 2, 1, batchOptions).images).toEqual(images);
    expect(batchAt(set, 3, 1, batchOptions).images).not.toEqual(images);
  });

  test('an epoch has every image once', () => {
    const seen = [0, 1, 2, 3].flatMap((index) => [
      ...batchAt(set, 0, index, { ...batchOptions, mixup: 0 }).labels,
    ]);
    expect(seen.toSorted()).toEqual([...set.labels].toSorted());
  });

  test('the learning rate rises linearly, peaks after the warm-up and ends at a hundredth', () => {
    const schedule = { steps: 100, warmupSteps: 10, learningRate: 2 };
    expect(learningRateAt(0, schedule)).toBeCloseTo(0.2, 10);
    expect(learningRateAt(10, schedule)).toBeCloseTo(2, 10);
    expect(learningRateAt(55, schedule)).toBeCloseTo(1.01, 10);
    expect(learningRateAt(100, schedule)).toBeCloseTo(0.02, 10);
  });

  test('stochastic depth drops the same branches as timm and preserves the mean', () => {
    // FastViT: the MLP of each of 5 blocks; PoolFormer: pooling and MLP of each; MobileOne: none.
    const counts = ['fastvit_nano', 'poolformer_nano', 'mobileone_nano', 'convnext_nano'].map(
      (id) => residualBranches(buildModel(id)).length,
    );
    expect(counts).toEqual([5, 10, 0, 5]);
    const factors = depthFactors(2, 4000, 0.25, 'key');
    expect(factors.subarray(0, 4000).every((factor) => factor === 1)).toBe(true);
    const last = factors.subarray(4000);
    expect(last.reduce((sum, factor) => sum + factor, 0) / 4000).toBeCloseTo(1, 1);
    expect(new Set(last)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
  });
});
