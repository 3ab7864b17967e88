import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cost, type Graph, reparameterize, type TensorReader } from '../backbones/graph/index.ts';
import { buildModel, type ModelSpec, modelEntry } from '../backbones/models/index.ts';
import { INPUTS, makeFolder, readJsonFile, writeFileAtomic } from '../files/index.ts';
import { wilson } from '../stats/index.ts';
import { damaged, readCheckpoint, writeCheckpoint, writeWeights } from './checkpoint.ts';
import { type ImageSet, textureSet } from './data.ts';
import { predictions } from './evaluate.ts';
import { layoutOf, readerOf } from './layout.ts';
import type { Recipe, TrainingData } from './recipe.ts';
import { type EpochLog, RunResult } from './result.ts';
import { assertDrawable, TEXTURES } from './textures/index.ts';
import { train } from './trainer.ts';

/** One training: a model, a recipe and a seed. */
interface TrainingRun {
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  readonly seed: number;
}

interface TrainingHooks {
  readonly signal?: AbortSignal;
  readonly onStep?: (run: TrainingRun, step: number, steps: number, loss: number) => void;
  readonly onEpoch?: (run: TrainingRun, log: EpochLog) => void;
}

/** The splits of a dataset, each drawn when it is first used. */
interface Sets {
  readonly train: () => ImageSet;
  readonly validation: () => ImageSet;
  readonly test: () => ImageSet;
}

/** The splits of `textures10` in the sizes that a suite asks for. */
export function setsOf(data: TrainingData): Sets {
  for (const split of ['train', 'validation', 'test'] as const) assertDrawable(data[split], data.size);
  const made = new Map<string, ImageSet>();
  const lazily = (split: 'train' | 'validation' | 'test') => () => {
    const set = made.get(split) ?? textureSet(split, data[split], data.size);
    made.set(split, set);
    return set;
  };
  return { train: lazily('train'), validation: lazily('validation'), test: lazily('test') };
}

/** Returns the name of a training, which is also its folder below the output folder. */
export function runId({ model, seed }: TrainingRun): string {
  return `${modelEntry(model).id}/seed-${seed}`;
}

/**
 * Trains one model, resuming from the checkpoint in its folder, and evaluates it on the test split. The result of
 * a finished training is read from its folder.
 *
 * Writes `checkpoint.safetensors` after every epoch, and at the end `weights.safetensors` (the average),
 * `log.jsonl` and `result.json`. None of them holds a time or a path, so they are identical in every run.
 *
 * @throws UserError if a file in the folder is damaged or belongs to another training; the signal's reason
 */
export async function trainOne(
  run: TrainingRun,
  data: TrainingData,
  sets: Sets,
  folder: string,
  hooks: TrainingHooks = {},
): Promise<RunResult> {
  const digest = digestOf(run, data);
  makeFolder(folder);
  const path = (name: string): string => join(folder, name);
  const finished = readResult(path('result.json'), digest);
  if (finished !== undefined) return finished;

  const graph = buildModel(run.model, { resolution: data.size });
  const layout = layoutOf(graph);
  const from = readCheckpoint(path('checkpoint.safetensors'), layout, digest);
  const trained = await train({
    ...run,
    seed: `${run.seed}`,
    train: sets.train(),
    validation: sets.validation(),
    ...(from === undefined ? {} : { from }),
    ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
    onStep: (step, steps, loss) => hooks.onStep?.(run, step, steps, loss),
    onEpoch(_, snapshot) {
      writeCheckpoint(path('checkpoint.safetensors'), layout, snapshot, digest);
      hooks.onEpoch?.(run, snapshot.log.at(-1) as EpochLog);
    },
  });

  const read = readerOf(layout, trained.average);
  const result = await evaluated(run, graph, read, sets.test(), digest);
  const { id, base } = modelEntry(run.model);
  writeWeights(path('weights.safetensors'), layout, trained.average, {
    model: id,
    base,
    data: `${TEXTURES}@1, ${data.train} images, ${data.size} x ${data.size}`,
    recipe: JSON.stringify(run.recipe),
    seed: `${run.seed}`,
    digest,
  });
  writeFileAtomic(path('log.jsonl'), trained.log.map((line) => `${JSON.stringify(line)}\n`).join(''));
  writeFileAtomic(path('result.json'), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

async function evaluated(
  run: TrainingRun,
  graph: Graph,
  read: TensorReader,
  test: ImageSet,
  digest: string,
): Promise<RunResult> {
  const entry = modelEntry(run.model);
  const inference = reparameterize(graph);
  const guessed = await predictions(inference, read, test, entry.default);
  const guessedInTraining = await predictions(graph, read, test, entry.default);
  const right = guessed.reduce((count, label, i) => count + (label === test.labels[i] ? 1 : 0), 0);
  const same = guessed.reduce((count, label, i) => count + (label === guessedInTraining[i] ? 1 : 0), 0);
  return {
    model: entry.id,
    seed: run.seed,
    digest,
    parameters: { train: cost(graph).parameters, inference: cost(inference).parameters },
    test: { images: test.count, right, accuracy: wilson(right, test.count) },
    forms: { same, of: test.count },
  };
}

/** sha256 over everything that determines the weights: the network, the recipe, the data and the seed. */
function digestOf({ model, recipe, seed }: TrainingRun, data: TrainingData): string {
  const { family, config } = modelEntry(model);
  const { size, train: images, validation, test } = data;
  const content = { family, config, recipe, seed, data: [`${TEXTURES}@1`, size, images, validation, test] };
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function readResult(path: string, digest: string): RunResult | undefined {
  if (!existsSync(path)) return undefined;
  const { data: result, error } = RunResult.safeParse(readJsonFile(path, INPUTS.run));
  if (result === undefined) throw damaged(path, error);
  return result.digest === digest ? result : undefined;
}
