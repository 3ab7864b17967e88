import { createHash } from 'node:crypto';
import { UserError } from '../../files/index.ts';
import type { Dataset, ImageEntry } from '../datasets/index.ts';
import { checkClasses } from './classes.ts';
import type { EvaluationModel, UnitJob, WorkerSetup } from './job.ts';
import { type EvaluationPlan, type PlanOptions, planEvaluation, type Unit } from './plan.ts';

/** A model to evaluate, and what it is made of. */
export interface EvaluatedModel extends EvaluationModel {
  /** Weights source, e.g. `seed:0`. */
  readonly weights: string;
  /** sha256 of the ONNX file. */
  readonly digest: string;
  /** Undefined where its file does not say it. */
  readonly classes?: number;
}

/** What is evaluated on what; where and by whom is said elsewhere. */
export interface EvaluationContent extends PlanOptions {
  readonly dataset: Dataset;
  readonly models: readonly EvaluatedModel[];
  /** Package versions that belong to every prediction. */
  readonly versions: Readonly<Record<string, string>>;
}

/** A unit with a digest of everything that its part depends on. */
export interface PreparedUnit extends Unit {
  readonly identity: string;
}

export interface PreparedEvaluation {
  readonly setup: WorkerSetup;
  /** Number of chosen images. */
  readonly images: number;
  readonly units: readonly PreparedUnit[];
  /** What a worker needs to evaluate a unit. @param path where its part goes */
  job(unit: PreparedUnit, path: string): UnitJob;
}

/**
 * The units of an evaluation and their identities: equal on every machine that has the same images, models
 * and versions, and different where any of them differs.
 * @throws UserError for a set without images, or without the corruptions that are asked for, and for a model of
 *   other classes
 */
export function prepareEvaluation(content: EvaluationContent): PreparedEvaluation {
  const { dataset } = content;
  const plan = planEvaluation(dataset, content);
  if (plan.images.length === 0) throw new UserError(`${dataset.path} holds no images`);
  const setup = setupOf(content);
  for (const { id, classes } of content.models)
    if (classes !== undefined) checkClasses({ id, classes }, setup);
  const identify = identifier(content, plan, setup);
  return {
    setup,
    images: plan.images.length,
    units: plan.units.map((unit) => ({ ...unit, identity: identify(unit) })),
    job: jobMaker(dataset, plan),
  };
}

function setupOf({ dataset, models, versions }: EvaluationContent): WorkerSetup {
  const { name, classes, openEnded = false, subset } = dataset;
  const made = Object.fromEntries(models.map(({ id, weights, digest }) => [id, { weights, digest }]));
  return {
    models: models.map(({ id, path, input, output, recipe }) => ({ id, path, input, output, recipe })),
    dataset: name,
    classes,
    openEnded,
    ...(subset ? { subset } : {}),
    versions: JSON.stringify({ ...versions, models: made }),
  };
}

function identifier(content: EvaluationContent, plan: EvaluationPlan, setup: WorkerSetup) {
  const common = {
    dataset: setup.dataset,
    subset: setup.subset,
    versions: setup.versions,
    recipes: setup.models.map(({ id, recipe }) => [id, recipe]),
    seed: content.seed,
  };
  return (unit: Unit): string => {
    const images = plan.images.slice(unit.from, unit.to).map(({ id, labels }) => [id, labels]);
    const essence = JSON.stringify({ common, treatment: unit.treatment, images });
    return createHash('sha256').update(essence).digest('hex');
  };
}

/** Jobs are made one by one as workers ask for them: a run of millions of images holds none of them. */
function jobMaker(dataset: Dataset, plan: EvaluationPlan) {
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
