import { createHash } from 'node:crypto';
import type { Dataset, ImageEntry } from '../datasets/index.ts';
import { byCodePoint } from '../datasets/index.ts';
import type { Treatment } from './protocol.ts';
import { type TreatmentOptions, treatmentsOf } from './treatments.ts';

export interface PlanOptions extends TreatmentOptions {
  /** At most so many images, chosen by the seed; all of them if absent. */
  readonly limit?: number;
  /** Images of a unit. */
  readonly unitImages: number;
  /** Begins the names of the parts, where several evaluations share a folder. */
  readonly prefix?: string;
}

/** A slice of the data set under one treatment, for all the models. */
export interface Unit {
  /** Also the name of its part. */
  readonly id: string;
  readonly treatment: Treatment;
  /** Images `from` up to `to` of the chosen ones. */
  readonly from: number;
  readonly to: number;
}

export interface EvaluationPlan {
  /** The chosen images, in the order in which they are evaluated. */
  readonly images: readonly ImageEntry[];
  readonly units: readonly Unit[];
}

/**
 * The units of an evaluation, the same on every machine whatever the number of workers. Images are taken
 * in an order shuffled by the seed, so that a limit is a fair sample and a running accuracy means something.
 */
export function planEvaluation(dataset: Dataset, options: PlanOptions): EvaluationPlan {
  const images = choose(dataset.images(), options.seed, options.limit);
  const slices = Math.ceil(images.length / options.unitImages);
  const digits = String(slices).length;
  const units = treatmentsOf(options, dataset).flatMap((treatment) =>
    Array.from({ length: slices }, (_, slice) => ({
      id: `${options.prefix ?? ''}${safe(dataset.name)}.${treatment.corruption}.${treatment.severity}.${String(slice + 1).padStart(digits, '0')}`,
      treatment,
      from: slice * options.unitImages,
      to: Math.min(images.length, (slice + 1) * options.unitImages),
    })),
  );
  return { images, units };
}

/** The first `limit` images in the order of a hash of seed and id. */
function choose(images: readonly ImageEntry[], seed: number, limit = images.length): ImageEntry[] {
  return images
    .map((entry) => ({ entry, key: createHash('sha256').update(`${seed}/${entry.id}`).digest('hex') }))
    .toSorted((a, b) => byCodePoint(a.key, b.key))
    .slice(0, limit)
    .map(({ entry }) => entry);
}

function safe(name: string): string {
  return name.replaceAll(/[^\w-]/g, '_');
}
