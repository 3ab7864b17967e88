import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { recogniseDataset } from '../../src/accuracy/datasets/index.ts';
import {
  type EvaluatedModel,
  type Evaluator,
  openEvaluator,
  prepareEvaluation,
} from '../../src/accuracy/evaluation/index.ts';
import { UserError } from '../../src/files/index.ts';
import { makeTree, sameImage } from './image-tree.ts';
import { tinyModels } from './tiny-models.ts';

const evaluators: Evaluator[] = [];
afterEach(() => {
  for (const evaluator of evaluators.splice(0)) evaluator.stop();
});

/** Two units of two images for one model. @param classes of the dataset; the model has four */
async function prepared(classes = ['ant', 'bee', 'cat', 'dog']) {
  const root = makeTree(
    sameImage(
      classes.map((name) => `${name}/1.png`),
      'square_224.jpg',
    ),
  );
  const recipe = tinyModels.evaluation('tiny_a', 'seed:0');
  const path = join(root, 'tiny_a.onnx');
  const { input, output, digest } = await tinyModels.write('tiny_a', {
    form: 'inference',
    resolution: [32, 32],
    batch: 1,
    weights: 'seed:0',
    format: 'onnx',
    path,
  });
  const model: EvaluatedModel = { id: 'tiny_a', path, input, output, recipe, weights: 'seed:0', digest };
  const evaluation = prepareEvaluation({
    dataset: recogniseDataset(root),
    models: [model],
    versions: {},
    corruptions: [],
    severities: [],
    protocol: 'native',
    seed: 1,
    unitImages: 2,
  });
  const jobs = evaluation.units.map((unit) => evaluation.job(unit, join(root, `${unit.id}.parquet`)));
  return { root, setup: evaluation.setup, jobs };
}

function evaluator(): Evaluator {
  const opened = openEvaluator();
  evaluators.push(opened);
  return opened;
}

test('an evaluator writes the parts of its units, one after the other', async () => {
  const { setup, jobs } = await prepared();
  const one = evaluator();
  for (const job of jobs) await one.evaluate(job, setup);
  expect(jobs.map(({ path }) => existsSync(path))).toEqual([true, true]);
});

test('after a unit that failed, and after a process that died, the next unit has a new process', async () => {
  const { root, setup, jobs } = await prepared();
  const one = evaluator();
  const [first, second] = jobs as [(typeof jobs)[0], (typeof jobs)[0]];
  await expect(one.evaluate({ ...first, path: join(root, 'missing', 'x.parquet') }, setup)).rejects.toThrow();
  await one.evaluate(first, setup);
  const dying = one.evaluate(second, setup);
  one.stop();
  await expect(dying).rejects.toThrow('interrupted');
  await one.evaluate(second, setup);
  expect(readdirSync(root).filter((name) => name.endsWith('.parquet'))).toHaveLength(2);
  expect(readFileSync(second.path).length).toBeGreaterThan(0);
});

test('an evaluator that is stopped while its process starts leaves no process', async () => {
  const { setup, jobs } = await prepared();
  const one = evaluator();
  const starting = one.evaluate(jobs[0]!, setup);
  one.stop();
  await expect(starting).rejects.toThrow('interrupted');
  expect(existsSync(jobs[0]!.path)).toBe(false);
});

test('a model that does not fit the dataset is an error of the user', async () => {
  const { setup } = await prepared(['ant', 'bee']);
  const refusal = await evaluator()
    .prepare(setup)
    .catch((error) => error);
  expect(refusal).toBeInstanceOf(UserError);
  expect(refusal.message).toMatch(/^tiny_a has 4 classes/);
});
