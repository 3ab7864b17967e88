import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import type { Random } from '../primitives/random.ts';
import { blur } from '../primitives/raster/blur.ts';
import { saturate, stretchContrast } from '../primitives/raster/colour.ts';
import { type Orientation, orientation } from '../primitives/raster/orientation.ts';
import { nearestColour, palette } from '../primitives/raster/palette.ts';
import { fromImage, lumaOf, type Raster, raster, toImage, unitOf } from '../primitives/raster/raster.ts';
import { shuffled } from '../primitives/raster/shuffle.ts';
import { cover, mix, newStamp } from '../primitives/raster/strokes.ts';

/**
 * Embroidery: stitches of glossy twisted thread in a limited set of colours, laid along the forms over
 * linen.
 * Constants: thread width (pixels at 224), stitch length (pixels at 224), thread colours.
 */
export const embroidery = defineCorruption({
  name: 'embroidery',
  group: 'rendition',
  summary: 'Stitches of glossy thread in a few colours, laid along the forms over linen.',
  random: true,
  severities: [
    [2, 8, 24],
    [2.4, 10, 18],
    [2.9, 12, 14],
    [3.6, 15, 11],
    [4.6, 19, 8],
  ],
  applyConstants: (image, constants, random) => stitch(image, constants as [number, number, number], random),
});

function stitch(image: Image, [thread, length, colours]: [number, number, number], random: Random): Image {
  const unit = unitOf(image);
  const halfWidth = Math.max(0.8, (thread * unit) / 2);
  const halfLength = Math.max(1.5, (length * unit) / 2);
  const source = saturate(stretchContrast(blur(fromImage(image), 0.5 * halfWidth), 1.3), 1.3);
  const canvas = linen(image, Math.max(1, unit));
  const threads = palette(source, colours);
  const field = orientation(lumaOf(source), Math.max(1.5, 6 * unit), Math.PI / 3);
  for (const pass of [0, 1]) sew(canvas, source, field, threads, halfWidth, halfLength, pass, random);
  return toImage(canvas);
}

/** Draws a plain weave with a warp and a weft thread every 2.4 units. */
function linen({ width, height }: Image, unit: number): Raster {
  const out = raster(width, height, 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const shade = 0.78 + 0.1 * Math.sin((x * 2.6) / unit) * Math.sin((y * 2.6) / unit);
      out.data.set([shade, shade * 0.96, shade * 0.86], 3 * (y * width + x));
    }
  return out;
}

function sew(
  canvas: Raster,
  source: Raster,
  { tangent }: Orientation,
  threads: Float32Array,
  halfWidth: number,
  halfLength: number,
  pass: number,
  random: Random,
): void {
  const { width, height } = canvas;
  const stamp = newStamp();
  const spacing = Math.sqrt(halfWidth * halfLength * 2);
  const columns = Math.max(1, Math.round(width / spacing));
  const rows = Math.max(1, Math.round(height / spacing));
  for (const cell of shuffled(columns * rows, random)) {
    const x = (((cell % columns) + random.uniform()) * width) / columns;
    const y = ((Math.floor(cell / columns) + random.uniform()) * height) / rows;
    const at = Math.min(height - 1, Math.floor(y)) * width + Math.min(width - 1, Math.floor(x));
    const thread =
      3 * nearestColour(threads, source.data[3 * at]!, source.data[3 * at + 1]!, source.data[3 * at + 2]!);
    const turn = 0.25 * (random.uniform() - 0.5);
    const dx = tangent.data[2 * at]! - turn * tangent.data[2 * at + 1]!;
    const dy = tangent.data[2 * at + 1]! + turn * tangent.data[2 * at]!;
    const norm = Math.sqrt(dx * dx + dy * dy);
    const tint = 1 + 0.14 * (random.uniform() - 0.5) - (pass === 0 ? 0.12 : 0);
    const twist = (0.9 * halfLength) / halfWidth;
    const stroke = {
      x,
      y,
      dx: dx / norm,
      dy: dy / norm,
      halfLength: halfLength * (0.75 + 0.5 * random.uniform()),
      halfWidth,
    };
    cover(stamp, canvas, stroke);
    for (let n = 0; n < stamp.count; n++) {
      const along = stamp.along[n]!;
      const across = stamp.across[n]!;
      // A round thread lit from above: its ends sink into the cloth, its twist shows as faint slanted bands.
      const round = Math.max(0, 1 - across * across);
      const ply = 0.12 * (Math.abs(((((twist * along + 0.8 * across) % 1) + 1) % 1) - 0.5) - 0.25);
      const shade = tint * (0.52 + 0.52 * round + 2 * ply) * (1 - 0.3 * along * along * along * along);
      const gloss = 0.1 * round * round * round * round * Math.max(0, 1 - along * along);
      const red = threads[thread]! * shade + gloss;
      const green = threads[thread + 1]! * shade + gloss;
      mix(canvas, stamp.pixel[n]!, red, green, threads[thread + 2]! * shade + gloss, stamp.coverage[n]!);
    }
  }
}
