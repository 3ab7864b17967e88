import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import { blur } from '../primitives/raster/blur.ts';
import { clamp01, fromImage, raster, toImage, unitOf } from '../primitives/raster/raster.ts';

/**
 * Four-colour print: dots of cyan, magenta, yellow and black at the printer's angles of 15, 75, 0 and 45
 * degrees, whose size follows the amount of ink.
 * Constants: distance between dots (pixels at 224).
 */
export const halftone = defineCorruption({
  name: 'halftone',
  group: 'rendition',
  summary: 'Four-colour print in dots of cyan, magenta, yellow and black.',
  random: false,
  severities: [[3], [4], [5], [6.5], [8.5]],
  applyConstants: (image, constants) => print(image, constants as [number]),
});

interface Ink {
  readonly angle: number;
  /** Share of each channel's light that the ink transmits, 0..1. */
  readonly passes: readonly [number, number, number];
}

const INKS: readonly Ink[] = [
  { angle: 15, passes: [0.05, 0.66, 0.9] },
  { angle: 75, passes: [0.9, 0.08, 0.5] },
  { angle: 0, passes: [1, 0.93, 0.08] },
  { angle: 45, passes: [0.1, 0.1, 0.11] },
];

function print(image: Image, [distance]: [number]): Image {
  const { width, height } = image;
  const period = Math.max(2.2, distance * unitOf(image));
  const source = blur(fromImage(image), 0.22 * period).data;
  const out = raster(width, height, 3);
  for (let i = 0; i < out.data.length; i += 3) out.data.set([0.98, 0.965, 0.93], i);
  INKS.forEach(({ angle, passes }, ink) => {
    const fx = (2 * Math.PI * Math.cos((angle * Math.PI) / 180)) / period;
    const fy = (2 * Math.PI * Math.sin((angle * Math.PI) / 180)) / period;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const at = 3 * (y * width + x);
        const amount = inkOf(source, at, ink);
        const cell = 0.5 + 0.25 * (Math.cos(fx * x + fy * y) + Math.cos(fx * y - fy * x));
        const cover = clamp01(0.5 + (spread(amount) - (1 - cell)) * period * 0.75);
        for (let c = 0; c < 3; c++) out.data[at + c] = out.data[at + c]! * (1 - cover * (1 - passes[c]!));
      }
  });
  return toImage(out);
}

/** Returns the share of paper that an ink must cover; black takes most of what the three colours have in common. */
function inkOf(source: Float32Array, at: number, ink: number): number {
  const black = 1 - Math.max(source[at]!, source[at + 1]!, source[at + 2]!);
  const key = black * black * (0.25 + 0.75 * black);
  return ink === 3 ? key : clamp01((1 - source[at + ink]! - key) / Math.max(0.05, 1 - key));
}

/** Returns the threshold on the dot function that covers a share of the paper: nothing at 0, everything at 1. */
function spread(amount: number): number {
  return amount <= 0.02 ? -1 : amount >= 0.98 ? 2 : 0.12 + 0.76 * amount;
}
