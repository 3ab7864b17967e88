import { InferenceSession, Tensor } from 'onnxruntime-node';
import { reparameterize } from '../backbones/graph/index.ts';
import { programToOnnx } from '../backbones/lower/index.ts';
import { buildModel, type ModelSpec, modelEntry } from '../backbones/models/index.ts';
import { type Batch, type BatchOptions, batchAt, batchesPerEpoch } from './batches.ts';
import type { ImageSet } from './data.ts';
import { depthFactors } from './depth.ts';
import { accuracy, largest, predictions, sessionOptions } from './evaluate.ts';
import { initialWeights } from './initialize.ts';
import { gather, type Layout, readerOf } from './layout.ts';
import type { Recipe } from './recipe.ts';
import type { EpochLog } from './result.ts';
import { BETAS, type TrainingStep, trainingStep } from './step.ts';

/** The vectors that a step updates; see `trainingStep`. */
export interface TrainingState {
  readonly state: Float32Array;
  readonly average: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** Everything that a training needs to resume after an epoch. */
export interface Snapshot extends TrainingState {
  readonly log: readonly EpochLog[];
}

export interface TrainRequest {
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  readonly train: ImageSet;
  readonly validation: ImageSet;
  readonly seed: string;
  /** Resumes from here; the result is byte-identical to that of an uninterrupted training. */
  readonly from?: Snapshot;
  readonly signal?: AbortSignal;
  /** Called after every epoch, before the next one begins. */
  readonly onEpoch?: (layout: Layout, snapshot: Snapshot) => void;
  /** Called after every step. @param step counted over all epochs, from 1 */
  readonly onStep?: (step: number, steps: number, loss: number) => void;
}

export interface Trained extends Snapshot {
  readonly layout: Layout;
}

/**
 * Trains a model of the registry in its training form on one thread.
 * @throws the signal's reason when it aborts; the training can be resumed from the last snapshot given to `onEpoch`
 */
export async function train(request: TrainRequest): Promise<Trained> {
  const { model, recipe, validation, seed } = request;
  const entry = modelEntry(model);
  const [single, graph] = [1, recipe.batch].map((batch) =>
    buildModel(model, { batch, resolution: request.train.size }),
  ) as [ReturnType<typeof buildModel>, ReturnType<typeof buildModel>];
  const step = trainingStep(graph, {
    weightDecay: recipe.weightDecay,
    dropsDepth: recipe.stochasticDepth > 0,
  });
  const { layout } = step;
  const session = await InferenceSession.create(programToOnnx(step.program, graph.name), sessionOptions);
  const perEpoch = batchesPerEpoch(request.train, recipe.batch);
  const schedule = {
    steps: recipe.epochs * perEpoch,
    warmupSteps: Math.round(recipe.warmupEpochs * perEpoch),
    learningRate: recipe.learningRate,
  };
  const options: BatchOptions = { ...recipe, classes: step.classes, normalisation: entry.default, seed };

  let current: TrainingState = request.from ?? startOf(layout, seed, recipe);
  const log = [...(request.from?.log ?? [])];
  for (let epoch = log.length; epoch < recipe.epochs; epoch++) {
    let [loss, right] = [0, 0];
    for (let index = 0; index < perEpoch; index++) {
      request.signal?.throwIfAborted();
      const done = epoch * perEpoch + index;
      const batch = batchAt(request.train, epoch, index, options);
      const settings = settingsAt(done, learningRateAt(done, schedule), recipe.averageDecay);
      const outcome = await runStep(session, step, current, batch, settings, `${seed}/depth/${done}`, recipe);
      current = outcome.next;
      loss += outcome.loss / perEpoch;
      right += accuracy(largest(outcome.logits, step.batch), batch.labels) / perEpoch;
      request.onStep?.(done + 1, schedule.steps, outcome.loss);
    }
    const read = readerOf(layout, current.average);
    const guesses = await predictions(reparameterize(single), read, validation, entry.default);
    log.push({
      epoch,
      steps: perEpoch,
      learningRate: learningRateAt((epoch + 1) * perEpoch - 1, schedule),
      loss,
      trainAccuracy: right,
      validationAccuracy: accuracy(guesses, validation.labels),
    });
    request.onEpoch?.(layout, { ...current, log });
  }
  await session.release();
  return { ...current, log, layout };
}

function startOf(layout: Layout, seed: string, { start }: Recipe): TrainingState {
  const state = gather(layout, initialWeights(seed, start));
  return {
    state,
    average: state.slice(),
    first: new Float32Array(layout.learned),
    second: new Float32Array(layout.learned),
  };
}

interface ScheduleOptions {
  readonly steps: number;
  readonly warmupSteps: number;
  readonly learningRate: number;
}

/** Learning rate of a step, counted from 0: linear from near 0 to the peak, then half a cosine down to 1 % of it. */
export function learningRateAt(step: number, { steps, warmupSteps, learningRate }: ScheduleOptions): number {
  if (step < warmupSteps) return (learningRate * (step + 1)) / warmupSteps;
  const done = (step - warmupSteps) / Math.max(1, steps - warmupSteps);
  return learningRate * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * done)));
}

/** Decay of the weights' moving average: lower at first, so that it follows while the weights change quickly. */
function averageDecayAt(step: number, decay: number): number {
  return Math.min(decay, (1 + step) / (10 + step));
}

/** The `settings` vector of a step, see `trainingStep`. @param step from 0 */
export function settingsAt(step: number, learningRate: number, averageDecay: number): Float32Array {
  const corrections = BETAS.map((beta) => 1 / (1 - beta ** (step + 1)));
  return Float32Array.of(learningRate, ...corrections, averageDecayAt(step, averageDecay));
}

/** Runs one step. @param depthKey seeds the draws of stochastic depth */
export async function runStep(
  session: InferenceSession,
  { batch, classes, branches }: TrainingStep,
  current: TrainingState,
  { images, targets }: Batch,
  settings: Float32Array,
  depthKey: string,
  recipe: Recipe,
): Promise<{ next: TrainingState; loss: number; logits: Float32Array }> {
  const vector = (values: Float32Array): Tensor => new Tensor('float32', values, [values.length, 1]);
  const feeds: Record<string, Tensor> = {
    images: new Tensor('float32', images, [3, images.length / 3]),
    targets: new Tensor('float32', targets, [batch, classes]),
    state: vector(current.state),
    average: vector(current.average),
    first: vector(current.first),
    second: vector(current.second),
    settings: vector(settings),
  };
  if (branches > 0) {
    const factors = depthFactors(branches, batch, recipe.stochasticDepth, depthKey);
    feeds.factors = new Tensor('float32', factors, [branches, batch]);
  }
  const made = await session.run(feeds);
  const output = (name: string): Float32Array => made[name]!.data as Float32Array;
  return {
    next: {
      state: output('next_state'),
      average: output('next_average'),
      first: output('next_first'),
      second: output('next_second'),
    },
    loss: output('loss')[0]!,
    logits: output('logits'),
  };
}
