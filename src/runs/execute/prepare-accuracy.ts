import { join } from 'node:path';
import { cleanSubsets, type Dataset } from '../../accuracy/datasets/index.ts';
import {
  type EvaluatedModel,
  type PlanOptions,
  type PreparedEvaluation,
  prepareEvaluation,
} from '../../accuracy/evaluation/index.ts';
import type { SummarisedModel } from '../../accuracy/metrics/index.ts';
import { inputSize, type Recipe } from '../../backbones/models/index.ts';
import { UserError } from '../../files/index.ts';
import type { UnitsFile } from '../../results/index.ts';
import type { AccuracySection } from '../suite/index.ts';
import { canonicalJson, type ModelRef, modelRefId } from '../suite/index.ts';
import type { RunHooks } from './hooks.ts';
import type { ModelSource } from './model-source.ts';

/** An accuracy section with its dataset, models and units. */
export interface PreparedSection {
  readonly section: AccuracySection;
  readonly dataset: Dataset;
  readonly models: readonly EvaluatedModel[];
  readonly options: PlanOptions;
  readonly prepared: PreparedEvaluation;
}

export interface PreparedAccuracy {
  readonly sections: readonly PreparedSection[];
  /** The models of all sections, without duplicates. */
  readonly models: readonly SummarisedModel[];
  readonly versions: Readonly<Record<string, string>>;
}

export interface PrepareOptions {
  readonly seed: number;
  /** Versions of the environment, of which those that affect predictions are kept. */
  readonly versions: Readonly<Record<string, string>>;
  readonly source: ModelSource;
  /** Folder for model files; a model of several sections is written once. */
  readonly folder: string;
}

/**
 * Writes the models of accuracy sections and determines their units, without evaluating anything.
 *
 * @param sections with absolute paths
 * @param datasets of the sections, in their order
 * @throws the signal's reason when interrupted; UserError as its parts throw it
 */
export async function prepareAccuracy(
  sections: readonly AccuracySection[],
  datasets: readonly Dataset[],
  options: PrepareOptions,
  hooks: Pick<RunHooks, 'signal' | 'log'>,
): Promise<PreparedAccuracy> {
  const { seed, source } = options;
  const versions = evaluationVersions(options.versions);
  const known = new Map<string, KnownModel>();
  const evaluated = new Set<string>();
  const write = modelWriter(options);
  const prepared: PreparedSection[] = [];
  for (const [at, section] of sections.entries()) {
    const dataset = datasets[at]!;
    for (const note of dataset.notes) hooks.log(`${dataset.path} ${note}`);
    const models: EvaluatedModel[] = [];
    for (const ref of section.models) {
      hooks.signal.throwIfAborted();
      const model = await write(ref, section);
      const what = `${model.id} on ${dataset.name}, ${section.protocol}`;
      if (evaluated.has(what)) throw new UserError(`the suite lists ${what} twice; give one of them an id`);
      evaluated.add(what);
      addModel(known, model, source.publishedId(ref));
      models.push(model);
    }
    const planned = planOptions(section, seed, sections.length > 1 ? `${at + 1}-` : '');
    const { timeoutSeconds } = section;
    const evaluation = prepareEvaluation({
      dataset,
      models,
      cleanSubsets: cleanSubsets(dataset, datasets),
      versions,
      timeoutSeconds,
      ...planned,
    });
    prepared.push({ section, dataset, models, options: planned, prepared: evaluation });
  }
  const models = [...known.values()].map(({ recipe: _, ...model }) => model);
  return { sections: prepared, models, versions };
}

/** Returns what a run stores about its units; without models that are in no section. */
export function unitsOf({ sections, models, versions }: PreparedAccuracy): UnitsFile {
  const evaluated = new Set(sections.flatMap(({ prepared }) => prepared.setup.models.map(({ id }) => id)));
  return {
    datasets: sections.map(({ dataset }) => dataset.name),
    models: models
      .filter(({ id }) => evaluated.has(id))
      .map((model) => ({ ...model, resolution: [...model.resolution] })),
    versions,
    units: sections.flatMap(({ prepared }) =>
      prepared.units.map(({ id, identity, from, to }) => ({ unit: id, identity, images: to - from })),
    ),
  };
}

function planOptions(section: AccuracySection, seed: number, prefix: string): PlanOptions {
  const { corruptions, severities, protocol, unitImages, limit } = section;
  return {
    corruptions,
    severities,
    protocol,
    seed,
    unitImages,
    prefix,
    ...(limit === undefined ? {} : { limit }),
  };
}

function modelWriter({ source, folder }: PrepareOptions) {
  const written = new Map<string, Promise<EvaluatedModel>>();
  return (ref: ModelRef, section: AccuracySection): Promise<EvaluatedModel> => {
    const { weights, resolution } = section;
    const key = canonicalJson([ref, weights, resolution]);
    const found = written.get(key) ?? writeModel(ref, section, source, join(folder, `${written.size + 1}`));
    written.set(key, found);
    return found;
  };
}

async function writeModel(
  ref: ModelRef,
  { weights, resolution }: AccuracySection,
  source: ModelSource,
  prefix: string,
): Promise<EvaluatedModel> {
  const id = modelRefId(ref);
  const recipe = source.evaluation(ref, weights, resolution);
  const written = await source.write(ref, {
    format: 'onnx',
    form: 'inference',
    resolution: inputSize(recipe),
    batch: 1,
    weights,
    path: `${prefix}-${id.replaceAll(/[^\w.-]/g, '_')}.onnx`,
  });
  const { path, input, output, digest, classes } = written;
  return {
    id,
    path,
    input,
    output,
    recipe,
    weights: written.weights ?? weights,
    digest,
    ...(classes === undefined ? {} : { classes }),
  };
}

interface KnownModel extends SummarisedModel {
  readonly recipe: Recipe;
}

/** Adds a model, unless it is known. A model has one file and one preprocessing on all datasets of a run. */
function addModel(
  known: Map<string, KnownModel>,
  { id, weights, digest, recipe }: EvaluatedModel,
  registryId: string | undefined,
): void {
  const earlier = known.get(id);
  if (earlier && (earlier.digest !== digest || canonicalJson(earlier.recipe) !== canonicalJson(recipe))) {
    throw new UserError(
      `the suite evaluates "${id}" with different weights, sizes or preprocessing; give one of them another id`,
    );
  }
  known.set(id, {
    id,
    weights,
    digest,
    resolution: inputSize(recipe),
    recipe,
    ...(registryId === undefined ? {} : { registryId }),
  });
}

/** Selects the versions that affect predictions, which for example Node's version does not. */
export function evaluationVersions(versions: Readonly<Record<string, string>>): Record<string, string> {
  const names = ['fastvit-bench', 'onnxruntime-node', 'sharp'];
  return Object.fromEntries(names.flatMap((name) => (versions[name] ? [[name, versions[name]]] : [])));
}
