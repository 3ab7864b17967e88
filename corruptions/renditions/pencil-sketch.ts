import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import type { Random } from '../primitives/random.ts';
import { blur } from '../primitives/raster/blur.ts';
import { alongFlow } from '../primitives/raster/flow.ts';
import { lines } from '../primitives/raster/lines.ts';
import { orientation } from '../primitives/raster/orientation.ts';
import {
  clamp01,
  fromImage,
  lumaOf,
  type Raster,
  raster,
  toImage,
  unitOf,
} from '../primitives/raster/raster.ts';
import { noise } from '../primitives/raster/texture.ts';

/**
 * Graphite on paper: outlines along edges, and tone from hatching in two directions whose density
 * follows the luma (the texture-to-a-power rendering of Lu, Xu and Jia, "Combining sketch and tone for
 * pencil drawing production", 2012).
 * Constants: line half width (pixels at 224), tone (share of the shading kept), stroke length (pixels at 224).
 */
export const pencilSketch = defineCorruption({
  name: 'pencil_sketch',
  group: 'rendition',
  summary: 'Graphite on paper: outlines, and shading hatched in two directions.',
  random: true,
  severities: [
    [0.7, 1.0, 4],
    [0.85, 0.9, 6],
    [1.0, 0.75, 8],
    [1.2, 0.6, 10],
    [1.5, 0.45, 13],
  ],
  applyConstants: (image, constants, random) => draw(image, constants as [number, number, number], random),
});

function draw(image: Image, [width, tone, length]: [number, number, number], random: Random): Image {
  const unit = unitOf(image);
  const luma = lumaOf(fromImage(image));
  const sigma = Math.max(0.5, width * unit);
  const outline = lines(luma, orientation(luma, Math.max(0.7, 2 * unit)), {
    sigma,
    length: Math.max(1, 4 * unit),
    threshold: 0.008,
    sharpness: 16,
  }).data;
  const shade = blur(luma, sigma).data;
  const one = hatching(image, Math.PI * 0.28, length * unit, random).data;
  const other = hatching(image, Math.PI * 0.72, length * unit, random).data;
  const out = raster(image.width, image.height, 3);
  for (let i = 0; i < shade.length; i++) {
    const bright = 1 - tone * 0.92 * (1 - shade[i]!) ** 1.35;
    // Hatching raised to a power: none on white, denser towards black; the second direction only in shadows.
    const ink = Math.log(Math.max(0.08, bright)) / Math.log(0.52);
    const hatch = one[i]! ** ink * other[i]! ** (Math.max(0, ink - 1) * 0.7);
    const grey = clamp01(hatch) * (1 - 0.85 * outline[i]!);
    out.data[3 * i] = 0.13 + 0.85 * grey;
    out.data[3 * i + 1] = 0.13 + 0.845 * grey;
    out.data[3 * i + 2] = 0.14 + 0.81 * grey;
  }
  return toImage(out);
}

/** Draws strokes in one direction: noise averaged along it, of mean about 0.62 and range 0.15..1. */
function hatching({ width, height }: Image, angle: number, length: number, random: Random): Raster {
  const tangent = raster(width, height, 2);
  for (let i = 0; i < tangent.data.length; i += 2) {
    tangent.data[i] = Math.cos(angle);
    tangent.data[i + 1] = -Math.sin(angle);
  }
  const steps = Math.max(1, Math.round(length));
  const streaks = alongFlow(noise(width, height, random), tangent, steps);
  const gain = 0.55 * Math.sqrt(2 * steps + 1);
  for (let i = 0; i < streaks.data.length; i++)
    streaks.data[i] = Math.min(1, Math.max(0.15, 0.62 + gain * (streaks.data[i]! - 0.5)));
  return streaks;
}
