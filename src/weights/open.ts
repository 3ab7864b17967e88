import { UserError } from '../errors.ts';
import type { Graph, TensorReader } from '../graph/index.ts';
import { batchNormExponents, type ModelSpec } from '../models/index.ts';
import { seededWeights } from './seeded.ts';

/** Reads the tensors of a training form. */
export type Weights = (train: Graph) => TensorReader;

/**
 * The tensors of a model from a weights source, as every command and suite names it.
 *
 * @param source `seed:<string>`, ...
 * @param model id, which knows its exponents and published files
 * @throws UserError for a source that is none
 */
export async function openWeights(source: string, model: ModelSpec): Promise<Weights> {
  if (source.startsWith('seed:')) {
    return () => seededWeights(source.slice('seed:'.length), batchNormExponents(model));
  }
  throw new UserError(`unknown weights source "${source}"; known: seed:<string>`);
}
