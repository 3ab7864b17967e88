import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import { blur } from '../primitives/raster/blur.ts';
import { hueOf, pureHue } from '../primitives/raster/colour.ts';
import { lines } from '../primitives/raster/lines.ts';
import { orientation } from '../primitives/raster/orientation.ts';
import { fromImage, lumaOf, raster, toImage, unitOf } from '../primitives/raster/raster.ts';

/**
 * Neon tubes in the dark: outlines glow in the pure hue of what they surround, with a halo; the rest is the
 * dimmed inverse of the picture.
 * Constants: tube half width (pixels at 224), halo (pixels at 224), brightness of the inverted picture.
 */
export const neon = defineCorruption({
  name: 'neon',
  group: 'rendition',
  summary: 'Glowing outlines in pure hues over a dimmed inverse.',
  random: false,
  severities: [
    [0.8, 3, 0.5],
    [1, 4, 0.38],
    [1.2, 5, 0.26],
    [1.5, 6.5, 0.14],
    [1.9, 8, 0.05],
  ],
  applyConstants: (image, constants) => shine(image, constants as [number, number, number]),
});

function shine(image: Image, [tube, halo, inverse]: [number, number, number]): Image {
  const { width, height } = image;
  const unit = unitOf(image);
  const source = fromImage(image);
  const luma = lumaOf(source);
  const sigma = Math.max(0.5, tube * unit);
  const light = lines(luma, orientation(luma, Math.max(0.8, 2 * sigma)), {
    sigma,
    length: Math.max(1, 6 * unit),
    threshold: 0.008,
    sharpness: 30,
  }).data;
  const nearby = blur(source, 2.5 * sigma).data;
  const tubes = raster(width, height, 3);
  for (let i = 0; i < light.length; i++) {
    const hue = pureHue(hueOf(nearby[3 * i]!, nearby[3 * i + 1]!, nearby[3 * i + 2]!));
    for (let c = 0; c < 3; c++) tubes.data[3 * i + c] = light[i]! * (0.08 + 0.92 * hue[c]!);
  }
  const near = blur(tubes, Math.max(0.6, (halo / 3) * unit)).data;
  const far = blur(tubes, Math.max(1, 1.6 * halo * unit)).data;
  const out = raster(width, height, 3);
  for (let i = 0; i < out.data.length; i++) {
    const core = light[Math.floor(i / 3)]!;
    const dim = inverse * (1 - source.data[i]!) * 0.8;
    out.data[i] = dim + tubes.data[i]! + 0.9 * near[i]! + 0.8 * far[i]! + 0.35 * core * core;
  }
  return toImage(out);
}
