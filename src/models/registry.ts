import { UserError } from '../errors.ts';
import { type Builder, buildGraph, type Graph, GraphError, type Value } from '../graph/index.ts';
import { didYouMean } from '../nearest.ts';
import { cmt, cmtVariants } from './cmt.ts';
import { convnext, convnextVariants } from './convnext.ts';
import { published } from './data/published.ts';
import type { PublishedModel } from './data/types.ts';
import { efficientnet, efficientnetVariants } from './efficientnet.ts';
import { fastvit, fastvitVariants } from './fastvit.ts';
import { mobileone, mobileoneVariants } from './mobileone.ts';
import { poolformer, poolformerVariants } from './poolformer.ts';

/** A family: one architecture, and its published variants as configurations of it. */
interface Family<Config> {
  readonly build: (b: Builder, config: Config, classes: number) => Value;
  readonly variants: Readonly<Record<string, Config>>;
  /** True if training and inference form differ. */
  readonly reparameterizes: boolean;
}

export type FamilyName = 'fastvit' | 'poolformer' | 'mobileone' | 'efficientnet' | 'convnext' | 'cmt';

// biome-ignore lint/suspicious/noExplicitAny: each family checks its own configuration type in its file.
const families: Readonly<Record<FamilyName, Family<any>>> = {
  fastvit: { build: fastvit, variants: fastvitVariants, reparameterizes: true },
  poolformer: { build: poolformer, variants: poolformerVariants, reparameterizes: false },
  mobileone: { build: mobileone, variants: mobileoneVariants, reparameterizes: true },
  efficientnet: { build: efficientnet, variants: efficientnetVariants, reparameterizes: false },
  convnext: { build: convnext, variants: convnextVariants, reparameterizes: false },
  cmt: { build: cmt, variants: cmtVariants, reparameterizes: false },
};

/** What the suite knows of a model without building it. */
export interface ModelEntry extends PublishedModel {
  readonly id: string;
  readonly family: FamilyName;
  readonly reparameterizes: boolean;
}

export interface BuildOptions {
  /** Side in pixels, or [height, width]. Default: the published input size. */
  readonly resolution?: number | readonly [height: number, width: number];
  readonly batch?: number;
  readonly classes?: number;
  /** The structure of a checkpoint that was saved re-parameterised, under its names; default the training form. */
  readonly reparameterized?: boolean;
}

/** Every model's id, family by family, small to large. */
export function modelIds(): string[] {
  return Object.values(families).flatMap((family) => Object.keys(family.variants));
}

/** @throws UserError for an unknown id, naming the nearest. */
export function modelEntry(id: string): ModelEntry {
  for (const [name, family] of Object.entries(families)) {
    if (!Object.hasOwn(family.variants, id)) continue;
    const facts = published[id] as PublishedModel;
    return { ...facts, id, family: name as FamilyName, reparameterizes: family.reparameterizes };
  }
  throw new UserError(
    `unknown model "${id}"${didYouMean(id, modelIds())}${' (fastvit-bench models lists them)'}`,
  );
}

/**
 * The training form of a model as a graph, its parameters named as the public checkpoint's.
 * @throws UserError for an unknown id, and for a resolution that the model cannot take.
 */
export function buildModel(id: string, options: BuildOptions = {}): Graph {
  const entry = modelEntry(id);
  const family = families[entry.family];
  const { resolution = entry.default.inputSize, batch = 1, classes = 1000, reparameterized } = options;
  const [height, width] = typeof resolution === 'number' ? [resolution, resolution] : resolution;
  try {
    const b = buildGraph(id, [batch, 3, height, width]);
    const config = family.variants[id];
    return b.finish(family.build(b, reparameterized ? { ...config, reparameterized } : config, classes));
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new UserError(
      `${id} cannot take ${height}x${width} pixels: ${error.message}; choose another resolution`,
    );
  }
}
