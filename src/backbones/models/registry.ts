import { UserError } from '../../files/index.ts';
import { didYouMean } from '../../text/index.ts';
import { buildGraph, type Graph, GraphError } from '../graph/index.ts';
import { type Ablation, ablations } from './ablations.ts';
import { exponents } from './data/exponents.ts';
import { published } from './data/published.ts';
import type { PublishedModel } from './data/types.ts';
import { type Config, type FamilyName, families } from './families.ts';
import { tinyClasses, tinyInput, tinyModels } from './tiny.ts';
import { type ModelVariant, overridden } from './variants.ts';

/** A model of the registry by its id, or a variant of one. */
export type ModelSpec = string | ModelVariant;

/** What is known about a model without building it. */
export interface ModelEntry extends PublishedModel {
  readonly id: string;
  readonly family: FamilyName;
  readonly config: Config;
  /** True if training and inference form differ. */
  readonly reparameterizes: boolean;
  /** The published model that the configuration derives from; its own id for a published model. */
  readonly base: string;
  readonly ablation?: Ablation;
  /** How the inference form is written unless the caller says otherwise; default `best`. */
  readonly lowering?: 'best' | 'plain';
  /** Default number of classes (1000 if absent). */
  readonly classes?: number;
}

export interface BuildOptions {
  /** Side in pixels, or [height, width]. Default: the published input size. */
  readonly resolution?: number | readonly [height: number, width: number];
  readonly batch?: number;
  readonly classes?: number;
  /** True for the structure and names of a re-parameterised checkpoint; default: the training form. */
  readonly reparameterized?: boolean;
}

/** Every published model's id, family by family, small to large. */
export function modelIds(): string[] {
  return Object.values(families).flatMap((family) => Object.keys(family.variants));
}

/** Ids of the models of the paper's ablations. */
export function ablationIds(): string[] {
  return ablations.map((ablation) => ablation.id);
}

/** Ids of the small models that can be trained on `textures10`. */
export function tinyIds(): string[] {
  return tinyModels.map((model) => model.id);
}

/**
 * @throws UserError for an unknown id, with the closest one, and for a variant whose configuration the family
 *   does not accept
 */
export function modelEntry(spec: ModelSpec): ModelEntry {
  if (typeof spec !== 'string') return variantEntry(spec);
  const ablation = ablations.find((candidate) => candidate.id === spec);
  if (ablation !== undefined) {
    const { study, ...variant } = ablation;
    return { ...variantEntry(variant), ablation };
  }
  const tiny = tinyModels.find((candidate) => candidate.id === spec);
  if (tiny !== undefined) return { ...variantEntry(tiny), default: tinyInput, classes: tinyClasses };
  for (const [name, family] of Object.entries(families)) {
    const config = family.variants[spec];
    if (config === undefined || !Object.hasOwn(family.variants, spec)) continue;
    const facts = published[spec] ?? unpublished;
    const reparameterizes = family.reparameterizes(config);
    return { ...facts, id: spec, base: spec, family: name as FamilyName, config, reparameterizes };
  }
  const known = [...modelIds(), ...ablationIds(), ...tinyIds()];
  throw new UserError(`unknown model "${spec}"${didYouMean(spec, known)} (fastvit-bench models lists them)`);
}

/** A model of a family for which data/published.ts has no row: the usual preprocessing, no weights, no accuracy. */
const unpublished: PublishedModel = {
  defaultTag: null,
  default: {
    inputSize: 224,
    cropPct: 0.875,
    cropMode: 'center',
    interpolation: 'bicubic',
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  },
  tags: [],
};

/** A variant has the input of its base; nothing is published about it. */
function variantEntry(variant: ModelVariant): ModelEntry {
  const base = modelEntry(variant.extends);
  const config = overridden(variant, base.family, base.config);
  return {
    id: variant.id,
    base: base.base,
    family: base.family,
    config,
    reparameterizes: families[base.family].reparameterizes(config),
    ...(variant.lowering === undefined ? {} : { lowering: variant.lowering }),
    default: base.default,
    defaultTag: null,
    tags: [],
    ...(base.classes === undefined ? {} : { classes: base.classes }),
  };
}

/**
 * Builds the training form of a model as a graph, with the parameter names of the public checkpoint.
 * @throws UserError for an unknown id, and for a resolution that the model does not support
 */
export function buildModel(spec: ModelSpec, options: BuildOptions = {}): Graph {
  const entry = modelEntry(spec);
  const family = families[entry.family];
  const { resolution = entry.default.inputSize, batch = 1, reparameterized } = options;
  const { classes = entry.classes ?? 1000 } = options;
  const [height, width] = typeof resolution === 'number' ? [resolution, resolution] : resolution;
  try {
    const b = buildGraph(entry.id, [batch, 3, height, width]);
    const config = reparameterized ? { ...entry.config, reparameterized } : entry.config;
    return b.finish(family.build(b, config, classes));
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new UserError(
      `${entry.id} cannot take ${height}x${width} pixels: ${error.message}; choose another resolution`,
    );
  }
}

/**
 * Exponent of each batch norm for weights by the seeded recipe, by the norm's name; 0 if it is missing. A
 * variant has those of its base where names agree; a `tf_` model without its own has those of the model with the
 * same tensors.
 */
export function batchNormExponents(spec: ModelSpec): ReadonlyMap<string, number> {
  const { base } = modelEntry(spec);
  const values = exponents[base] ?? exponents[base.replace(/^tf_/, '')];
  if (values === undefined) return new Map();
  const norms = buildModel(base)
    .parameters.map((parameter) => parameter.name)
    .filter((name) => name.endsWith('.running_mean'))
    .sort();
  const numbers = values.split(' ').map(Number);
  if (numbers.length !== norms.length) {
    throw new Error(`${base}: ${norms.length} batch norms, but ${numbers.length} exponents`);
  }
  return new Map(norms.map((norm, i) => [norm.slice(0, -'.running_mean'.length), numbers[i] as number]));
}
