import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Image } from '#corruptions';
import { inputSize } from '../../backbones/models/index.ts';
import { messageOf, UserError } from '../../files/index.ts';
import { normalise } from '../pixels/index.ts';
import type { EvaluationModel } from './job.ts';

/** A loaded model. */
export interface Classifier {
  readonly id: string;
  readonly classes: number;
  /** Computes the logits of one image from its pixels at the model's input size. */
  infer(pixels: Image): Promise<Float32Array>;
}

/**
 * Loads a model with one thread. Parallelism comes from workers, so that the order of sums, and their last bits, do not
 * depend on the number of cores.
 * @throws UserError if it cannot be loaded or run, or its input is not one image
 */
export async function openClassifier(model: EvaluationModel): Promise<Classifier> {
  const { id, path, input, output, recipe } = model;
  const session = await open(id, path);
  const data = new Float32Array(input.shape.reduce((product, size) => product * size, 1));
  const feeds = { [input.name]: new Tensor('float32', data, [...input.shape]) };
  const run = async () => (await session.run(feeds, [output]))[output]?.data as Float32Array;
  const [height, width] = inputSize(recipe);
  if (data.length !== 3 * height * width) {
    throw new UserError(
      `${id} takes an input of ${input.shape.join('x')}, not one image of ${height}x${width}`,
    );
  }
  const logits = await firstOf(id, run);
  if (!(logits instanceof Float32Array)) throw new UserError(`${id} has no float32 output "${output}"`);
  const classes = logits.length;
  return {
    id,
    classes,
    async infer(pixels) {
      normalise(pixels, recipe.mean, recipe.std, data);
      const found = await run();
      if (found.length !== classes)
        throw new Error(`${found.length} logits, although there were ${classes} before`);
      return found;
    },
  };
}

async function firstOf<T>(id: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new UserError(`${id} cannot be run (${messageOf(error).split('\n')[0]})`);
  }
}

async function open(id: string, path: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(path, {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      executionMode: 'sequential',
      logSeverityLevel: 3,
    });
  } catch (error) {
    throw new UserError(`${id} cannot be loaded (${messageOf(error).split('\n')[0]})`);
  }
}
