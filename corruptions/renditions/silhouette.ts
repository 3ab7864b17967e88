import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import { blur } from '../primitives/raster/blur.ts';
import { kuwahara } from '../primitives/raster/kuwahara.ts';
import { palette } from '../primitives/raster/palette.ts';
import {
  clamp01,
  fromImage,
  lumaOf,
  type Raster,
  raster,
  smoothstep,
  toImage,
  unitOf,
} from '../primitives/raster/raster.ts';
import { enlarge, shrink } from '../primitives/raster/resize.ts';
import { barrierDistance, fillHoles, keepLarge } from '../primitives/raster/subject.ts';

/**
 * The subject as a dark shape against an evening sky. The subject is what lies near the middle and can be reached from
 * the border only across a strong edge (minimum barrier distance; Zhang et al., "Minimum barrier salient object
 * detection at 80 FPS", 2015), separated from the rest by Otsu's threshold (1979).
 * Constants: smoothing of the outline (pixels at 224), light left inside the shape (0..1).
 */
export const silhouette = defineCorruption({
  name: 'silhouette',
  group: 'rendition',
  summary: 'The subject as a dark shape against an evening sky.',
  random: false,
  severities: [
    [1, 0.32],
    [1.4, 0.24],
    [1.9, 0.16],
    [2.6, 0.08],
    [3.5, 0],
  ],
  applyConstants: (image, constants) => cutOut(image, constants as [number, number]),
});

/** Pixels along the shorter side at which the subject is searched: enough for outlines. */
const SEARCH = 112;

function cutOut(image: Image, [smoothing, light]: [number, number]): Image {
  const { width, height } = image;
  const source = fromImage(image);
  const subject = findSubject(source, smoothing).data;
  const luma = lumaOf(source).data;
  const out = raster(width, height, 3);
  for (let y = 0; y < height; y++) {
    const down = (y + 0.5) / height;
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const shape = light * luma[i]!;
      // Dark areas behind the subject stay as a distant layer, paler at higher severities.
      const distant = 1.6 * light * (1 - smoothstep(0.2, 0.45, luma[i]!));
      for (let c = 0; c < 3; c++) {
        const sky = mixed([0.29, 0.33, 0.56][c]!, [0.99, 0.72, 0.42][c]!, smoothstep(0, 0.95, down));
        const behind = sky * (1 - distant);
        out.data[3 * i + c] = mixed(behind, [0.05, 0.045, 0.08][c]! + shape, subject[i]!);
      }
    }
  }
  return toImage(out);
}

/** Returns 1 on the subject and 0 elsewhere, with a soft outline, at the size of the source. */
function findSubject(source: Raster, smoothing: number): Raster {
  const { width, height } = source;
  const scale = Math.min(1, SEARCH / Math.min(width, height));
  const columns = Math.max(1, Math.round(width * scale));
  const rows = Math.max(1, Math.round(height * scale));
  const small = kuwahara(shrink(source, columns, rows), 1.5 * (Math.min(columns, rows) / SEARCH));
  const unit = unitOf(small);
  const found = enlarge(mask(small, smoothing * unit, unit), width, height);
  const edge = Math.min(0.35, 0.4 / Math.max(1, smoothing / scale));
  for (let i = 0; i < found.data.length; i++)
    found.data[i] = smoothstep(0.4 - edge, 0.4 + edge, found.data[i]!);
  return found;
}

function mixed(a: number, b: number, share: number): number {
  return a + share * (b - a);
}

/** Returns about 1 on the subject and 0 elsewhere, with 0.5 on its outline. */
function mask(source: Raster, smoothing: number, unit: number): Raster {
  const { width, height } = source;
  const apart = barrierDistance(source);
  const middle = raster(width, height, 1);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const rx = (2 * x + 1) / width - 1;
      const ry = (2 * y + 1) / height - 1;
      const i = y * width + x;
      middle.data[i] = Math.exp(-1.4 * rx * rx - 0.7 * ry * ry);
      apart.data[i] = apart.data[i]! * (0.25 + 0.75 * middle.data[i]!);
    }
  const threshold = 0.8 * otsu(apart.data);
  let inside = raster(width, height, 1);
  for (let i = 0; i < inside.data.length; i++) inside.data[i] = apart.data[i]! > threshold ? 1 : 0;
  for (let round = 0; round < 3; round++) inside = reconsider(source, inside, middle, unit);
  return blur(fillHoles(keepLarge(inside, 0.5)), Math.max(0.6, smoothing));
}

/** Assigns every pixel to the side with the nearer colours; near the middle it favours the subject. */
function reconsider(source: Raster, inside: Raster, middle: Raster, unit: number): Raster {
  const { width, height, data } = source;
  const subject = palette(pixelsWhere(source, inside, 1), 6);
  const ground = palette(pixelsWhere(source, inside, 0), 6);
  const near = blur(inside, 14 * unit).data;
  const votes = raster(width, height, 1);
  for (let i = 0; i < votes.data.length; i++) {
    const toGround = difference(data, 3 * i, ground);
    const toSubject = difference(data, 3 * i, subject);
    votes.data[i] =
      (toGround + 1e-3) / (toGround + toSubject + 2e-3) +
      0.9 * (near[i]! - 0.5) +
      0.5 * (middle.data[i]! - 0.62);
  }
  const smooth = blur(votes, 1.5 * unit);
  for (let i = 0; i < smooth.data.length; i++) smooth.data[i] = smooth.data[i]! > 0.5 ? 1 : 0;
  return smooth;
}

/** Returns the pixels of one side as a one-row raster, or the whole raster if that side is empty. */
function pixelsWhere(source: Raster, inside: Raster, side: 0 | 1): Raster {
  const pixels: number[] = [];
  for (let i = 0; i < inside.data.length; i += 5)
    if (inside.data[i] === side)
      pixels.push(source.data[3 * i]!, source.data[3 * i + 1]!, source.data[3 * i + 2]!);
  if (pixels.length === 0) return source;
  return { width: pixels.length / 3, height: 1, channels: 3, data: Float32Array.from(pixels) };
}

/** Returns the distance to the nearest of some colours. */
function difference(data: Float32Array, at: number, colours: Float32Array): number {
  let least = Infinity;
  for (let i = 0; i < colours.length; i += 3) {
    const red = data[at]! - colours[i]!;
    const green = data[at + 1]! - colours[i + 1]!;
    const blue = data[at + 2]! - colours[i + 2]!;
    least = Math.min(least, red * red + green * green + blue * blue);
  }
  return Math.sqrt(least);
}

/** Returns the threshold that splits values into the two classes farthest apart (64 bins). */
function otsu(values: Float32Array): number {
  let max = 1e-6;
  for (const value of values) max = Math.max(max, value);
  const bins = new Float64Array(64);
  for (const value of values) {
    const bin = Math.min(63, Math.floor(clamp01(value / max) * 64));
    bins[bin] = bins[bin]! + 1;
  }
  const total = values.length;
  const mean = bins.reduce((sum, count, bin) => sum + (count * bin) / total, 0);
  let share = 0;
  let below = 0;
  let best = 0;
  let farthest = -1;
  for (let bin = 0; bin < 63; bin++) {
    share += bins[bin]! / total;
    below += (bins[bin]! * bin) / total;
    if (share <= 0 || share >= 1) continue;
    const between = (mean * share - below) ** 2 / (share * (1 - share));
    if (between > farthest) {
      farthest = between;
      best = bin;
    }
  }
  return ((best + 1) / 64) * max;
}
