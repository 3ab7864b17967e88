import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import type { Random } from '../primitives/random.ts';
import { blur } from '../primitives/raster/blur.ts';
import { saturate } from '../primitives/raster/colour.ts';
import { clamp01, fromImage, type Raster, raster, toImage, unitOf } from '../primitives/raster/raster.ts';
import { shuffled } from '../primitives/raster/shuffle.ts';
import { cover, mix, newStamp } from '../primitives/raster/strokes.ts';

/**
 * Seurat's dots of pure colour on primed canvas: each carries the colour beneath it, shifted at random
 * towards a neighbouring pure one, so that the eye mixes them.
 * Constants: dot radius (pixels at 224), shift of the colours (0..1).
 */
export const pointillism = defineCorruption({
  name: 'pointillism',
  group: 'rendition',
  summary: 'Dots of pure colour on a primed canvas, mixed by the eye.',
  random: true,
  severities: [
    [1.5, 0.16],
    [2, 0.2],
    [2.6, 0.24],
    [3.4, 0.28],
    [4.5, 0.32],
  ],
  applyConstants: (image, constants, random) => paint(image, constants as [number, number], random),
});

function paint(image: Image, [dot, shift]: [number, number], random: Random): Image {
  const radius = Math.max(0.7, dot * unitOf(image));
  const target = saturate(blur(fromImage(image), 0.4 * radius), 1.35);
  const canvas = raster(image.width, image.height, 3);
  for (let i = 0; i < canvas.data.length; i += 3) canvas.data.set([0.93, 0.9, 0.82], i);
  for (const size of [1, 1, 0.75]) dots(canvas, target, size * radius, shift, random);
  return toImage(canvas);
}

function dots(canvas: Raster, target: Raster, radius: number, shift: number, random: Random): void {
  const { width, height } = canvas;
  const stamp = newStamp();
  const colour = new Float32Array(3);
  const spacing = 1.75 * radius;
  const columns = Math.max(1, Math.round(width / spacing));
  const rows = Math.max(1, Math.round(height / spacing));
  for (const cell of shuffled(columns * rows, random)) {
    const x = (((cell % columns) + 0.5 + 0.9 * (random.uniform() - 0.5)) * width) / columns;
    const y = ((Math.floor(cell / columns) + 0.5 + 0.9 * (random.uniform() - 0.5)) * height) / rows;
    const from = 3 * (Math.min(height - 1, Math.floor(y)) * width + Math.min(width - 1, Math.floor(x)));
    const light = shift * 0.7 * (random.uniform() - 0.5);
    for (let c = 0; c < 3; c++)
      colour[c] = clamp01(target.data[from + c]! + light + shift * (random.uniform() - 0.5));
    const stroke = {
      x,
      y,
      dx: 1,
      dy: 0,
      halfLength: radius,
      halfWidth: radius * (0.85 + 0.3 * random.uniform()),
    };
    cover(stamp, canvas, stroke);
    for (let n = 0; n < stamp.count; n++)
      mix(canvas, stamp.pixel[n]!, colour[0]!, colour[1]!, colour[2]!, stamp.coverage[n]!);
  }
}
