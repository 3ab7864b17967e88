import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import type { Random } from '../primitives/random.ts';
import { blur } from '../primitives/raster/blur.ts';
import { saturate } from '../primitives/raster/colour.ts';
import { type Orientation, orientation } from '../primitives/raster/orientation.ts';
import { fromImage, lumaOf, type Raster, raster, toImage, unitOf } from '../primitives/raster/raster.ts';
import { relief } from '../primitives/raster/relief.ts';
import { shuffled } from '../primitives/raster/shuffle.ts';
import { cover, mix, newStamp, type Stamp } from '../primitives/raster/strokes.ts';

/**
 * Oil on canvas: layers of brush marks from coarse to fine, laid along edges, finer ones only where the
 * coarser ones are wrong (Hertzmann, "Painterly rendering with curved brush strokes of multiple
 * sizes", 1998), then lit as a relief of bristle tracks.
 * Constants: radius of the coarsest and of the finest brush (pixels at 224).
 */
export const oilPainting = defineCorruption({
  name: 'oil_painting',
  group: 'rendition',
  summary: 'Oil on canvas: layered brush marks along edges, lit as a relief.',
  random: true,
  severities: [
    [4, 1.2],
    [5, 1.6],
    [6.5, 2.1],
    [8, 2.8],
    [10, 4],
  ],
  applyConstants: (image, constants, random) => paint(image, constants as [number, number], random),
});

/** Gives unpainted pixels the colour of the picture. */
function fillBare(canvas: Raster, source: Raster): void {
  for (let i = 0; i < canvas.data.length; i++) if (canvas.data[i]! < 0) canvas.data[i] = source.data[i]!;
}

/** The canvas: colours (below 0 where unpainted), heights of the paint, and a buffer. */
interface Easel {
  readonly canvas: Raster;
  readonly heights: Raster;
  readonly stamp: Stamp;
}

const LAYERS = 3;

function paint(image: Image, [coarse, fine]: [number, number], random: Random): Image {
  const unit = unitOf(image);
  const source = saturate(fromImage(image), 1.2);
  const canvas = raster(image.width, image.height, 3, -1);
  const heights = raster(image.width, image.height, 1);
  const easel: Easel = { canvas, heights, stamp: newStamp() };
  const field = orientation(lumaOf(source), Math.max(1, 1.5 * unit * Math.sqrt(coarse * fine)), Math.PI / 4);
  for (let layer = 0; layer < LAYERS; layer++) {
    const radius = Math.max(0.8, unit * coarse * (fine / coarse) ** (layer / (LAYERS - 1)));
    paintLayer(easel, blur(source, 0.5 * radius), field, radius, random);
  }
  fillBare(canvas, source);
  relief(canvas, heights, 0.28);
  return toImage(canvas);
}

function paintLayer(easel: Easel, target: Raster, field: Orientation, radius: number, random: Random): void {
  const { width, height } = easel.canvas;
  const columns = Math.max(1, Math.round(width / (1.2 * radius)));
  const rows = Math.max(1, Math.round(height / (1.2 * radius)));
  for (const cell of shuffled(columns * rows, random)) {
    const jitterX = random.uniform();
    const jitterY = random.uniform();
    const tint = 1 + 0.09 * (random.uniform() - 0.5);
    const x = Math.min(width - 1, Math.floor((((cell % columns) + jitterX) * width) / columns));
    const y = Math.min(height - 1, Math.floor(((Math.floor(cell / columns) + jitterY) * height) / rows));
    const phase = random.uniform();
    const at = y * width + x;
    if (difference(easel.canvas, target, at) < 0.11) continue;
    brush(easel, target, field, at, radius, tint, phase);
  }
}

/** Paints one mark: a rounded stroke with bristle tracks along it. */
function brush(
  { canvas, heights, stamp }: Easel,
  target: Raster,
  { tangent, coherence }: Orientation,
  at: number,
  radius: number,
  tint: number,
  phase: number,
): void {
  const red = target.data[3 * at]! * tint;
  const green = target.data[3 * at + 1]! * tint;
  const blue = target.data[3 * at + 2]! * tint;
  cover(stamp, canvas, {
    x: (at % canvas.width) + 0.5,
    y: Math.floor(at / canvas.width) + 0.5,
    dx: tangent.data[2 * at]!,
    dy: tangent.data[2 * at + 1]!,
    halfLength: radius * (1.6 + 1.8 * coherence.data[at]!),
    halfWidth: radius,
  });
  const tracks = 0.42 * (1 + radius);
  for (let n = 0; n < stamp.count; n++) {
    const pixel = stamp.pixel[n]!;
    const along = stamp.along[n]!;
    const across = stamp.across[n]!;
    const bristle = wave(phase + tracks * across + 0.1 * wave(0.5 * along + phase));
    const body = (1 - across * across) * (1 - 0.4 * along * along);
    const share = canvas.data[3 * pixel]! < 0 ? 1 : stamp.coverage[n]!;
    const shade = 0.96 + 0.08 * bristle;
    mix(canvas, pixel, red * shade, green * shade, blue * shade, share);
    const h = radius * (0.25 * body + 0.2 * bristle);
    heights.data[pixel] = heights.data[pixel]! + share * (h - heights.data[pixel]!);
  }
}

/** Returns a smooth wave of period 1 and range 0..1, made of two parabolas. */
function wave(turns: number): number {
  const t = 2 * (turns - Math.floor(turns)) - 1;
  return 0.5 + 2 * t * (1 - Math.abs(t));
}

function difference(canvas: Raster, target: Raster, pixel: number): number {
  const at = 3 * pixel;
  if (canvas.data[at]! < 0) return Infinity;
  return (
    Math.abs(canvas.data[at]! - target.data[at]!) +
    Math.abs(canvas.data[at + 1]! - target.data[at + 1]!) +
    Math.abs(canvas.data[at + 2]! - target.data[at + 2]!)
  );
}
