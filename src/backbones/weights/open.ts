import { batchNormExponents, type ModelSpec, modelEntry } from '../models/index.ts';
import { DEFAULT_CLASSES, fitWeights, type ModelWeights } from './fit-model.ts';
import type { HubOptions } from './hub/index.ts';
import { openSource } from './locate.ts';
import { seededWeights } from './seeded.ts';
import { parseWeightsSource } from './source.ts';

export interface OpenOptions extends HubOptions {
  /** Classes of the head; default: those of the weights. */
  readonly classes?: number;
}

/**
 * Finds, opens and checks the weights of a model: every tensor must exist in the right shape, and none may be left over.
 *
 * The source can use the graph's names or those of an original release, and hold the training form or the
 * re-parameterised one; the reading that knows most of its names is taken. The head can have another number of
 * classes: without `classes`, the model is built for that head; with `classes`, only the trunk is used, the head
 * gets random weights by the seeded recipe, and a note reports it.
 *
 * @param source `seed:<string>`, a file, `hf`, `hf:<org>/<name>[@revision][:file]`, `shipped`
 * @throws UserError that lists what is missing, unexpected or of another shape, or says why the source cannot be opened
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

/** Returns random weights by the seeded recipe, for any model and any number of classes. */
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
