import { seededRandom, shuffled, type Uniform } from '../stats/index.ts';
import type { ImageSet } from './data.ts';

/** Mean and standard deviation per channel, for values between 0 and 1. */
export interface Normalisation {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

export interface BatchOptions {
  readonly batch: number;
  readonly classes: number;
  readonly labelSmoothing: number;
  /** Parameter of mixup's beta distribution (Zhang et al., arXiv 1710.09412); 0 turns it off. */
  readonly mixup: number;
  readonly normalisation: Normalisation;
  readonly seed: string;
}

export interface Batch {
  /** Normalised values [3, N * H * W]. */
  readonly images: Float32Array;
  /** [N, classes]; every row sums to 1. */
  readonly targets: Float32Array;
  /** The label with the largest weight in each image. */
  readonly labels: Uint8Array;
}

/** Returns the number of full batches per epoch. The remainder is dropped; it differs from epoch to epoch. */
export function batchesPerEpoch(set: ImageSet, batch: number): number {
  return Math.floor(set.count / batch);
}

/**
 * Returns one batch of an epoch: images in the epoch's order, flipped at random and shifted by up to two pixels,
 * then mixed with the images of the reversed batch. Determined by the seed, the epoch and the index.
 */
export function batchAt(set: ImageSet, epoch: number, index: number, options: BatchOptions): Batch {
  const { batch, classes, labelSmoothing, seed } = options;
  const everything = Array.from({ length: set.count }, (_, i) => i);
  const order = shuffled(everything, seededRandom(`${seed}/order/${epoch}`));
  const uniform = seededRandom(`${seed}/batch/${epoch}/${index}`);
  const chosen = order.slice(index * batch, (index + 1) * batch);
  const images = new Float32Array(3 * batch * set.size ** 2);
  for (let i = 0; i < batch; i++) place(set, chosen[i]!, images, i, uniform, options);

  const weight = options.mixup > 0 ? 1 - beta(options.mixup, uniform) : 1;
  mix(images, batch, weight);
  const targets = new Float32Array(batch * classes).fill(labelSmoothing / classes);
  const labels = Uint8Array.from(chosen, (image) => set.labels[image]!);
  labels.forEach((label, i) => {
    const own = i * classes + label;
    const other = i * classes + labels[batch - 1 - i]!;
    targets[own] = targets[own]! + weight * (1 - labelSmoothing);
    targets[other] = targets[other]! + (1 - weight) * (1 - labelSmoothing);
  });
  const main = weight >= 0.5 ? labels : labels.toReversed();
  return { images, targets, labels: main };
}

/** Returns normalised images [N, 3, H, W] without augmentation, for evaluation. */
export function plainBatch(
  set: ImageSet,
  start: number,
  end: number,
  { mean, std }: Normalisation,
): Float32Array {
  const area = set.size ** 2;
  const values = new Float32Array((end - start) * 3 * area);
  const from = start * 3 * area;
  for (let i = 0; i < values.length; i++) {
    const channel = Math.floor(i / area) % 3;
    values[i] = (set.pixels[from + i]! / 255 - mean[channel]!) / std[channel]!;
  }
  return values;
}

/** Writes one augmented image to its place in [3, N, H, W]. */
function place(
  set: ImageSet,
  image: number,
  images: Float32Array,
  at: number,
  uniform: Uniform,
  { batch, normalisation: { mean, std } }: BatchOptions,
): void {
  const { size } = set;
  const area = size * size;
  const [mirrored, flipped] = [uniform() < 0.5, uniform() < 0.5];
  const [down, across] = [Math.floor(5 * uniform()) - 2, Math.floor(5 * uniform()) - 2];
  const columns = sources(size, across, mirrored);
  const rows = sources(size, down, flipped);
  for (let c = 0; c < 3; c++) {
    const source = (image * 3 + c) * area;
    const target = (c * batch + at) * area;
    const [factor, offset] = [1 / (255 * std[c]!), mean[c]! / std[c]!];
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        images[target + y * size + x] = set.pixels[source + rows[y]! * size + columns[x]!]! * factor - offset;
      }
    }
  }
}

/** Returns the source of each row or column: shifted with the edge repeated, and mirrored if asked. */
function sources(size: number, shift: number, mirrored: boolean): Int32Array {
  return Int32Array.from({ length: size }, (_, i) => {
    const moved = Math.min(size - 1, Math.max(0, i + shift));
    return mirrored ? size - 1 - moved : moved;
  });
}

/** Mixes every image with its counterpart in the reversed batch, in place. */
function mix(images: Float32Array, batch: number, weight: number): void {
  if (weight === 1) return;
  const area = images.length / (3 * batch);
  for (let c = 0; c < 3; c++) {
    for (let i = 0; i < Math.floor(batch / 2); i++) {
      const [a, b] = [(c * batch + i) * area, (c * batch + batch - 1 - i) * area];
      for (let k = 0; k < area; k++) {
        const [first, second] = [images[a + k]!, images[b + k]!];
        images[a + k] = weight * first + (1 - weight) * second;
        images[b + k] = weight * second + (1 - weight) * first;
      }
    }
  }
}

/** Draws from the beta distribution with both parameters `alpha` (Jöhnk's method, for alpha up to about 1). */
function beta(alpha: number, uniform: Uniform): number {
  for (;;) {
    const [x, y] = [uniform() ** (1 / alpha), uniform() ** (1 / alpha)];
    if (x + y > 0 && x + y <= 1) return x / (x + y);
  }
}
