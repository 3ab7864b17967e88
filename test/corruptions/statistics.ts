import {
  findCorruption,
  type Image,
  keyedRandom,
  type Severity,
  type Variant,
} from '../../corruptions/index.ts';
import { fillInside } from '../../corruptions/primitives/border.ts';
import { gaussianWeights } from '../../corruptions/primitives/gaussian.ts';
import { copyOf, createWorkspace } from '../../corruptions/primitives/workspace.ts';
import { fixtureText, readPicture } from './pictures.ts';

/** Mean, standard deviation, minimum and maximum of a statistic over the reference's draws. */
type Summary = readonly [mean: number, sd: number, min: number, max: number];

interface Reference {
  readonly n: number;
  /** By corruption, variant (`both`, `hendrycks`, `imagecorruptions`), image, severity and statistic. */
  readonly stats: Record<string, Record<string, Record<string, Record<string, Record<string, Summary>>>>>;
}

/** One distribution to compare: a corruption's variant on an image at a severity. */
export interface Case {
  readonly corruption: string;
  readonly variant: Variant;
  readonly image: string;
  readonly severity: Severity;
  readonly expected: Readonly<Record<string, Summary>>;
}

export interface Comparison {
  readonly statistic: string;
  /** Difference of the means over their pooled standard error. */
  readonly z: number;
  /** Our standard deviation over the reference's. */
  readonly spread: number;
  readonly mean: number;
  readonly expected: Summary;
  /** True if the difference is within what the images' last bit can cause, where z and spread mean nothing. */
  readonly negligible: boolean;
}

const reference = JSON.parse(fixtureText('stats.json')) as Reference;

/** Lists every distribution of the reference data, which has none for frost: its textures are our own. */
export function allCases(): readonly Case[] {
  return Object.entries(reference.stats).flatMap(([corruption, variants]) =>
    Object.entries(variants).flatMap(([variant, images]) =>
      Object.entries(images).flatMap(([image, severities]) =>
        Object.entries(severities).map(([severity, expected]) => ({
          corruption,
          variant: variant === 'hendrycks' ? ('imagenet-c' as const) : ('any-size' as const),
          image,
          severity: Number(severity) as Severity,
          expected,
        })),
      ),
    ),
  );
}

/** Draws `n` images and compares every statistic with the reference's `reference.n`. */
export async function compare(of: Case, n: number, seed: number): Promise<readonly Comparison[]> {
  const clean = await readPicture(`images/${of.image}.png`);
  const measure = statisticsOf(clean);
  const { apply } = findCorruption(of.corruption);
  const workspace = createWorkspace();
  const draws = Array.from({ length: n }, (_, i) => {
    const random = keyedRandom(seed, `${of.image} ${i}`, of.corruption, of.severity);
    return measure(apply(clean, of.severity, random, { variant: of.variant, workspace }));
  });
  return Object.entries(of.expected).map(([statistic, expected]) => {
    const values = draws.map((draw) => draw[statistic]!);
    const mean = values.reduce((a, b) => a + b, 0) / n;
    const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
    const [theirMean, theirSd] = expected;
    const error = Math.sqrt(theirSd ** 2 / reference.n + sd ** 2 / n);
    return {
      statistic,
      z: error === 0 ? 0 : (mean - theirMean) / error,
      spread: theirSd === 0 ? 1 : sd / theirSd,
      mean,
      expected,
      negligible:
        Math.abs(mean - theirMean) < lastBit(statistic) && Math.abs(sd - theirSd) < lastBit(statistic),
    };
  });
}

/** Returns what the images' last bit can change: 0.02 grey levels or decibels, 0.001 of a share or correlation. */
function lastBit(statistic: string): number {
  return /^(mean|sd)_|psnr/.test(statistic) ? 0.02 : 0.001;
}

/** The statistics of an image against `clean`, as stats.json describes them. */
export function statisticsOf(clean: Image): (image: Image) => Record<string, number> {
  const { width, height } = clean;
  const pixels = width * height;
  const n = 3 * pixels;
  const similarity = ssimWith(clean);
  const cleanDetail = detail(clean);
  return (image) => {
    const { data } = image;
    const difference = Float64Array.from({ length: n }, (_, i) => data[i]! - clean.data[i]!);
    let [signed, absolute, squared, zeros, full] = [0, 0, 0, 0, 0];
    for (let i = 0; i < n; i++) {
      signed += difference[i]!;
      absolute += Math.abs(difference[i]!);
      squared += difference[i]! ** 2;
      if (data[i] === 0) zeros++;
      if (data[i] === 255) full++;
    }
    const channels = [0, 1, 2].map((c) => momentsOf(data, c, 3, pixels));
    return {
      mean_signed_diff: signed / n,
      mean_abs_diff: absolute / n,
      psnr: 10 * Math.log10(255 ** 2 / (squared / n)),
      ssim: similarity(image),
      mean_r: channels[0]!.mean,
      mean_g: channels[1]!.mean,
      mean_b: channels[2]!.mean,
      sd_r: channels[0]!.sd,
      sd_g: channels[1]!.sd,
      sd_b: channels[2]!.sd,
      hf_ratio: detail(image) / cleanDetail,
      frac_0: zeros / n,
      frac_255: full / n,
      residual_corr_rg: correlation(
        pixels,
        (p) => difference[3 * p]!,
        (p) => difference[3 * p + 1]!,
      ),
      residual_autocorr_h1: correlation(
        3 * (width - 1) * height,
        (i) => difference[i + 3 * Math.floor(i / (3 * (width - 1)))]!,
        (i) => difference[i + 3 * Math.floor(i / (3 * (width - 1))) + 3]!,
      ),
    };
  };
}

function momentsOf(data: ArrayLike<number>, first: number, step: number, count: number) {
  let [sum, squares] = [0, 0];
  for (let k = 0, i = first; k < count; k++, i += step) {
    sum += data[i]!;
    squares += data[i]! ** 2;
  }
  const mean = sum / count;
  return { mean, sd: Math.sqrt(Math.max(0, squares / count - mean ** 2)) };
}

function correlation(n: number, a: (i: number) => number, b: (i: number) => number): number {
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [a(i), b(i)];
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  }
  return (n * sab - sa * sb) / Math.sqrt((n * saa - sa * sa) * (n * sbb - sb * sb));
}

/** Mean absolute Laplacian of luma inside the border. */
function detail({ width, height, data }: Image): number {
  const luma = new Float64Array(width * height);
  for (let p = 0, i = 0; p < luma.length; p++, i += 3)
    luma[p] = 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!;
  let sum = 0;
  for (let y = 1; y < height - 1; y++)
    for (let p = y * width + 1; p < (y + 1) * width - 1; p++)
      sum += Math.abs(4 * luma[p]! - luma[p - 1]! - luma[p + 1]! - luma[p - width]! - luma[p + width]!);
  return sum / ((width - 2) * (height - 2));
}

/** Structural similarity with an 11×11 Gaussian window of standard deviation 1.5. */
function ssimWith({ width, height, data: x }: Image): (image: Image) => number {
  const workspace = createWorkspace();
  const n = 3 * width * height;
  const half = gaussianWeights(1.5, 10 / 3);
  workspace.reset(8 * n * 4 + (1 << 20));
  const weights = copyOf(half, workspace);
  const rows = workspace.i32(height + 10);
  const columns = workspace.i32(width + 10);
  fillInside(rows, 5, height, 'edge');
  fillInside(columns, 5, width, 'edge');
  const line = workspace.f64(3 * (width + 10));
  const source = workspace.f64(n);
  const target = workspace.f64(n);
  const blurred = (value: (i: number) => number) => {
    for (let i = 0; i < n; i++) source[i] = value(i);
    const job = { width, height, channels: 3, down: weights, across: weights, rows, columns, line };
    workspace.kernels.blur(source, target, job);
    return target.slice();
  };
  const ux = blurred((i) => x[i]!);
  const xx = blurred((i) => x[i]! ** 2);
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  return ({ data: y }) => {
    const uy = blurred((i) => y[i]!);
    const yy = blurred((i) => y[i]! ** 2);
    const xy = blurred((i) => x[i]! * y[i]!);
    let sum = 0;
    for (let row = 5; row < height - 5; row++)
      for (let i = 3 * (row * width + 5); i < 3 * (row * width + width - 5); i++) {
        const means = ux[i]! * uy[i]!;
        const squares = ux[i]! ** 2 + uy[i]! ** 2;
        const covariance = xy[i]! - means;
        const variances = xx[i]! + yy[i]! - squares;
        sum += ((2 * means + c1) * (2 * covariance + c2)) / ((squares + c1) * (variances + c2));
      }
    return sum / (3 * (width - 10) * (height - 10));
  };
}
