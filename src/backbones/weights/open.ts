import { batchNormExponents, type ModelSpec, modelEntry } from '../models/index.ts';
import { DEFAULT_CLASSES, fitWeights, type ModelWeights } from './fit-model.ts';
import type { HubOptions } from './hub/index.ts';
import { openSource } from './locate.ts';
import { seededWeights } from './seeded.ts';
import { parseWeightsSource } from './source.ts';

export interface OpenOptions extends HubOptions {
  /** Classes of the head; those of the weights when absent. */
  readonly classes?: number;
}

/**
 * Finds, opens and checks the weights of a model: every tensor must be there, in its shape, and none left over.
 *
 * The source may use the graph's names or those of an original release, and hold the training form or the
 * re-parameterised one; whichever knows most of its names is meant. A head of another number of classes
 * is understood: without `classes` the model is built for the head that is there; with `classes` the trunk is
 * used, its head is made up by the seeded recipe, and a note says so.
 *
 * @param source `seed:<string>`, a file, `hf`, `hf:<org>/<name>[@revision][:file]`, `shipped`
 * @throws UserError listing what is missing, unexpected and of another shape; or why there is no such source.
 */
export async function openWeights(
  source: string,
  model: ModelSpec,
  options: OpenOptions = { env: process.env },
): Promise<ModelWeights> {
  const parsed = parseWeightsSource(source);
  if (parsed.kind === 'seed') return seedWeights(parsed.seed, model, options.classes);
  const opened = await openSource(parsed, modelEntry(model), options);
  try {
    return fitWeights(model, opened, options);
  } catch (error) {
    opened.tensors.close();
    throw error;
  }
}

/** Made-up weights by the seeded recipe, for any model and any number of classes. */
export function seedWeights(seed: string, model: ModelSpec, classes = DEFAULT_CLASSES): ModelWeights {
  const exponents = batchNormExponents(model);
  return {
    origin: `seed:${seed}`,
    classes,
    reparameterized: false,
    reader: () => seededWeights(seed, exponents),
    close() {},
  };
}
