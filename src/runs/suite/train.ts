import { z } from 'zod';
import { type ModelSpec, type ModelVariant, modelEntry } from '../../backbones/models/index.ts';
import { UserError } from '../../files/index.ts';
import { didYouMean } from '../../text/index.ts';
import { Comparison, Recipe, TrainingData } from '../../train/index.ts';
import { TEXTURES } from '../../train/textures/index.ts';
import { firstDuplicate } from './duplicates.ts';
import { type ModelRef, modelRefId, VariantModelRef } from './models.ts';

/** Which models are trained, on what, how, and which of them are compared. */
export const TrainSection = z.strictObject({
  data: TrainingData.prefault({ name: TEXTURES }),
  models: z.array(z.union([z.string(), VariantModelRef])).min(1),
  seeds: z.array(z.number().int().nonnegative()).min(1).default([1]).describe('one training each'),
  recipe: Recipe.prefault({}),
  recipes: z
    .record(z.string(), Recipe)
    .default({})
    .describe('by the id of a model: the whole recipe of one that needs another'),
  comparisons: z.array(Comparison).default([]),
});
export type TrainSection = z.infer<typeof TrainSection>;

/** What of a suite is trained; everything where nothing is said. */
export interface TrainingChoice {
  readonly only?: readonly string[];
  readonly seeds?: readonly string[];
}

/** A model with a recipe and a seed: what `src/train` takes. */
interface Training {
  readonly model: ModelSpec;
  readonly recipe: Recipe;
  readonly seed: number;
}

/**
 * The trainings of a section, seed by seed, so that comparisons can be made from the first seed on.
 * @throws UserError for an unknown model, a seed that is none, or a comparison of models that are not here
 */
export function trainingRuns(section: TrainSection, path: string, choice: TrainingChoice = {}): Training[] {
  const models = section.models as ModelRef[];
  const ids = models.map(modelRefId);
  const sameModel = firstDuplicate(ids);
  if (sameModel !== undefined) throw new UserError(`${path}: train.models has "${sameModel}" twice`);
  for (const { name, from, to } of section.comparisons) {
    for (const id of [from, to]) {
      if (!ids.includes(id))
        throw new UserError(
          `${path}: comparison "${name}": "${id}" is none of the models${didYouMean(id, ids)}`,
        );
    }
  }
  for (const id of Object.keys(section.recipes)) {
    if (!ids.includes(id))
      throw new UserError(`${path}: recipes: "${id}" is none of the models${didYouMean(id, ids)}`);
  }
  for (const id of choice.only ?? []) {
    if (!ids.includes(id)) throw new UserError(`${path} does not train "${id}"${didYouMean(id, ids)}`);
  }
  const chosen = models.filter(
    (model) => choice.only === undefined || choice.only.includes(modelRefId(model)),
  );
  const seeds = choice.seeds?.map(seedOf) ?? section.seeds;
  // One training counted as two would look like two that agree.
  const sameSeed = firstDuplicate(seeds);
  if (sameSeed !== undefined)
    throw new UserError(`${path}: seed ${sameSeed} is given twice; each is one training`);
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
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new UserError(`seed "${text}": give whole numbers from 0`);
}
