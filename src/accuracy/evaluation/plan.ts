import { createHash } from 'node:crypto';
import { byCodePoint, type Dataset, type ImageEntry } from '../datasets/index.ts';
import type { Treatment } from './protocol.ts';
import { type TreatmentOptions, treatmentsOf } from './treatments.ts';

export interface PlanOptions extends TreatmentOptions {
  /** Most images, chosen by the seed; all of them if absent. */
  readonly limit?: number;
  /** Images per unit. */
  readonly unitImages: number;
  /** Prefix of the names of parts, if several evaluations share a folder. */
  readonly prefix?: string;
}

/** A slice of the images under one treatment, for all models. */
export interface Unit {
  /** Also names its part. */
  readonly id: string;
  readonly treatment: Treatment;
  /** The chosen images from index `from` to before `to`. */
  readonly from: number;
  readonly to: number;
}

export interface EvaluationPlan {
  /** The chosen images, in the order in which they are evaluated. */
  readonly images: readonly ImageEntry[];
  readonly units: readonly Unit[];
}

/**
 * Plans the units of an evaluation, the same on every machine and for any number of workers. The seed shuffles the
 * images, so that a limit is a fair sample and the accuracy so far is an estimate of the final one.
 */
export function planEvaluation(dataset: Dataset, options: PlanOptions): EvaluationPlan {
  const images = choose(dataset.images(), options.seed, options.limit);
  const slices = Math.ceil(images.length / options.unitImages);
  const digits = String(slices).length;
  const units = treatmentsOf(options, dataset).flatMap((treatment) =>
    Array.from({ length: slices }, (_, slice) => ({
      id: `${options.prefix ?? ''}${fileNameOf(dataset.name)}.${treatment.corruption}.${treatment.severity}.${String(slice + 1).padStart(digits, '0')}`,
      treatment,
      from: slice * options.unitImages,
      to: Math.min(images.length, (slice + 1) * options.unitImages),
    })),
  );
  return { images, units };
}

/** Chooses the first `limit` images in the order of a hash of seed and id. */
function choose(images: readonly ImageEntry[], seed: number, limit = images.length): ImageEntry[] {
  return images
    .map((entry) => ({ entry, key: createHash('sha256').update(`${seed}/${entry.id}`).digest('hex') }))
    .toSorted((a, b) => byCodePoint(a.key, b.key))
    .slice(0, limit)
    .map(({ entry }) => entry);
}

function fileNameOf(name: string): string {
  return name.replaceAll(/[^\w-]/g, '_');
}
