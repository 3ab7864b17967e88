import { createHash } from 'node:crypto';
import { UserError } from '../../files/index.ts';
import type { ClassSubset, Dataset, ImageEntry } from '../datasets/index.ts';
import { checkClasses } from './classes.ts';
import type { EvaluationModel, UnitJob, WorkerSetup } from './job.ts';
import { type EvaluationPlan, type PlanOptions, planEvaluation, type Unit } from './plan.ts';

/** A model to evaluate, and where its file comes from. */
export interface EvaluatedModel extends EvaluationModel {
  /** Weights source, e.g. `seed:0`. */
  readonly weights: string;
  /** sha256 of the ONNX file. */
  readonly digest: string;
  /** Undefined if the file does not state it. */
  readonly classes?: number;
}

/** What an evaluation computes, whatever computes it. */
export interface EvaluationContent extends PlanOptions {
  readonly dataset: Dataset;
  readonly models: readonly EvaluatedModel[];
  /** Subsets of the clean images to evaluate as datasets of their own as well. Default: none. */
  readonly cleanSubsets?: readonly ClassSubset[];
  /** Package versions to record with the predictions. */
  readonly versions: Readonly<Record<string, string>>;
  /** Longest that a model may take to load or to evaluate an image. Default: 60. Does not affect the predictions. */
  readonly timeoutSeconds?: number;
}

/** A unit, and a digest of everything that its part depends on. */
export interface PreparedUnit extends Unit {
  readonly identity: string;
}

export interface PreparedEvaluation {
  readonly setup: WorkerSetup;
  /** Number of chosen images. */
  readonly images: number;
  readonly units: readonly PreparedUnit[];
  /** Makes the job of a unit for a worker. @param path of the part to write */
  job(unit: PreparedUnit, path: string): UnitJob;
  /** Returns the evaluation of some of the models, with the same units as if the others had never been there. */
  only(models: readonly string[]): PreparedEvaluation;
}

/**
 * Prepares the units of an evaluation with their identities, which are equal on machines with the same images, models
 * and versions, and differ otherwise.
 * @throws UserError for a dataset without images or without the selected corruptions, and for a model with other classes
 */
export function prepareEvaluation(content: EvaluationContent): PreparedEvaluation {
  const { dataset } = content;
  const plan = planEvaluation(dataset, content);
  if (plan.images.length === 0) throw new UserError(`${dataset.path} contains no images`);
  const setup = setupOf(content);
  for (const { id, classes } of content.models)
    if (classes !== undefined) checkClasses({ id, classes }, setup);
  return prepared(content, plan, setup);
}

function prepared(content: EvaluationContent, plan: EvaluationPlan, setup: WorkerSetup): PreparedEvaluation {
  const identify = identifier(content, plan, setup);
  return {
    setup,
    images: plan.images.length,
    units: plan.units.map((unit) => ({ ...unit, identity: identify(unit) })),
    job: jobFactory(content.dataset, plan),
    only(ids) {
      const models = content.models.filter(({ id }) => ids.includes(id));
      const some = { ...content, models };
      return prepared(some, plan, setupOf(some));
    },
  };
}

function setupOf({
  dataset,
  models,
  cleanSubsets = [],
  versions,
  timeoutSeconds = 60,
}: EvaluationContent): WorkerSetup {
  const { name, classes, openEnded = false, subset } = dataset;
  const made = Object.fromEntries(models.map(({ id, weights, digest }) => [id, { weights, digest }]));
  return {
    models: models.map(({ id, path, input, output, recipe }) => ({ id, path, input, output, recipe })),
    dataset: name,
    classes,
    openEnded,
    ...(subset ? { subset } : {}),
    ...(cleanSubsets.length > 0 ? { cleanSubsets } : {}),
    versions: JSON.stringify({ ...versions, models: made }),
    timeoutMs: timeoutSeconds * 1000,
  };
}

function identifier({ seed }: EvaluationContent, plan: EvaluationPlan, setup: WorkerSetup) {
  const common = {
    dataset: setup.dataset,
    subset: setup.subset,
    cleanSubsets: setup.cleanSubsets,
    versions: setup.versions,
    recipes: setup.models.map(({ id, recipe }) => [id, recipe]),
    seed,
  };
  return (unit: Unit): string => {
    const images = plan.images.slice(unit.from, unit.to).map(({ id, labels }) => [id, labels]);
    const content = JSON.stringify({ common, treatment: unit.treatment, images });
    return createHash('sha256').update(content).digest('hex');
  };
}

/** Makes jobs one by one when workers ask for them, so that a run of millions of images does not hold them all. */
function jobFactory(dataset: Dataset, plan: EvaluationPlan) {
  let cell = '';
  let stored = new Map<string, ImageEntry>();
  return ({ id, identity, treatment, from, to }: PreparedUnit, path: string): UnitJob => {
    let images = plan.images.slice(from, to);
    if (treatment.stored) {
      if (cell !== `${treatment.corruption}/${treatment.severity}`) {
        cell = `${treatment.corruption}/${treatment.severity}`;
        stored = new Map(dataset.images(treatment).map((entry) => [entry.id, entry]));
      }
      images = images.map(({ id: image }) => stored.get(image) as ImageEntry);
    }
    return { id, path, identity, treatment, images };
  };
}
