import { z } from 'zod';
import { type ModelSpec, type ModelVariant, modelEntry } from '../../backbones/models/index.ts';
import { UserError } from '../../files/index.ts';
import { BOUNDS, didYouMean, isWithin, within } from '../../text/index.ts';
import { Comparison, Recipe, TrainingData } from '../../train/index.ts';
import { TEXTURES } from '../../train/textures/index.ts';
import { firstDuplicate } from './duplicates.ts';
import { type ModelRef, modelRefId, VariantModelRef } from './models.ts';

/** The models to train, the data, the recipes, and which models to compare. */
export const TrainSection = z.strictObject({
  data: TrainingData.prefault({ name: TEXTURES }),
  models: z.array(z.union([z.string(), VariantModelRef])).min(1),
  seeds: z
    .array(within(z.number(), BOUNDS.seed))
    .min(1)
    .default([1])
    .describe('one training per model and seed'),
  recipe: Recipe.prefault({}),
  recipes: z
    .record(z.string(), Recipe)
    .default({})
    .describe('complete recipes of models that need another one, by model id'),
  comparisons: z.array(Comparison).default([]),
});
export type TrainSection = z.infer<typeof TrainSection>;

/** The part of a section to train; default: all of it. */
interface TrainingChoice {
  readonly only?: readonly string[];
  readonly seeds?: readonly string[];
}

/** A model, a recipe and a seed, as `src/train` takes them. */
interface Training {
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  readonly seed: number;
}

/**
 * Lists the trainings of a section, seed by seed, so that comparisons are possible after the first seed.
 * @throws UserError for an unknown model, an invalid seed, or a comparison of models that are not in the section
 */
export function trainingRuns(section: TrainSection, path: string, choice: TrainingChoice = {}): Training[] {
  const models = section.models as ModelRef[];
  const ids = models.map(modelRefId);
  const sameModel = firstDuplicate(ids);
  if (sameModel !== undefined) throw new UserError(`${path}: train.models lists "${sameModel}" twice`);
  for (const { name, from, to } of section.comparisons) {
    for (const id of [from, to]) {
      if (!ids.includes(id))
        throw new UserError(
          `${path}: comparison "${name}": "${id}" is not in train.models${didYouMean(id, ids)}`,
        );
    }
  }
  for (const id of Object.keys(section.recipes)) {
    if (!ids.includes(id))
      throw new UserError(`${path}: recipes: "${id}" is not in train.models${didYouMean(id, ids)}`);
  }
  for (const id of choice.only ?? []) {
    if (!ids.includes(id)) throw new UserError(`${path} does not train "${id}"${didYouMean(id, ids)}`);
  }
  const chosen = models.filter(
    (model) => choice.only === undefined || choice.only.includes(modelRefId(model)),
  );
  const seeds = choice.seeds?.map(seedOf) ?? section.seeds;
  // The same training twice would look like two that agree.
  const sameSeed = firstDuplicate(seeds);
  if (sameSeed !== undefined) throw new UserError(`${path}: seed ${sameSeed} is listed twice`);
  return seeds.flatMap((seed) =>
    chosen.map((ref) => {
      const model = ref as string | ModelVariant;
      modelEntry(model);
      return { model, recipe: section.recipes[modelRefId(ref)] ?? section.recipe, seed };
    }),
  );
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (text.trim() !== '' && isWithin(seed, BOUNDS.seed)) return seed;
  throw new UserError(`seed "${text}": give an integer of at least 0`);
}
