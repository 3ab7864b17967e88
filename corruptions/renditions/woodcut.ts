import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import type { Random } from '../primitives/random.ts';
import { blur } from '../primitives/raster/blur.ts';
import { stretchContrast } from '../primitives/raster/colour.ts';
import { alongFlow } from '../primitives/raster/flow.ts';
import { lines } from '../primitives/raster/lines.ts';
import { orientation } from '../primitives/raster/orientation.ts';
import {
  clamp01,
  fromImage,
  lumaOf,
  raster,
  smoothstep,
  toImage,
  unitOf,
} from '../primitives/raster/raster.ts';
import { noise } from '../primitives/raster/texture.ts';

/**
 * Woodcut: only black ink and bare paper; grooves cut along the forms, closer together in the light, with
 * solid outlines. Grooves are noise drawn out along edge tangents (line integral convolution), turned to a
 * uniform distribution and compared with the luma.
 * Constants: groove width (pixels at 224), groove length (pixels at 224), contrast.
 */
export const woodcut = defineCorruption({
  name: 'woodcut',
  group: 'rendition',
  summary: 'Black ink on bare paper, in grooves cut along the forms.',
  random: true,
  severities: [
    [0.8, 9, 1.15],
    [1, 11, 1.3],
    [1.3, 13, 1.45],
    [1.7, 16, 1.65],
    [2.2, 20, 1.9],
  ],
  applyConstants: (image, constants, random) => cut(image, constants as [number, number, number], random),
});

function cut(image: Image, [groove, length, contrast]: [number, number, number], random: Random): Image {
  const { width, height } = image;
  const unit = unitOf(image);
  const luma = lumaOf(stretchContrast(fromImage(image), 2));
  const sigma = Math.max(0.45, groove * unit);
  const field = orientation(luma, Math.max(1, 3.5 * groove * unit), Math.PI / 8);
  const wood = blur(noise(width, height, random), 0.75 * sigma);
  const grooves = uniformed(alongFlow(wood, field.tangent, length * unit).data);
  const shade = blur(luma, 0.5 * sigma).data;
  const outline = lines(luma, field, {
    sigma,
    length: Math.max(1, 5 * unit),
    threshold: 0.015,
    sharpness: 80,
  }).data;
  const out = raster(width, height, 3);
  for (let i = 0; i < shade.length; i++) {
    const light = clamp01(0.5 + contrast * (shade[i]! - 0.45));
    const paper = smoothstep(-0.14, 0.14, light * 1.12 - 0.06 - grooves[i]!) * (1 - outline[i]!);
    out.data[3 * i] = 0.09 + 0.85 * paper;
    out.data[3 * i + 1] = 0.08 + 0.8 * paper;
    out.data[3 * i + 2] = 0.08 + 0.67 * paper;
  }
  return toImage(out);
}

/** Maps roughly normal values to 0..1 by their own normal distribution function (logistic approximation). */
function uniformed(values: Float32Array): Float32Array {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  const sd = Math.sqrt(Math.max(1e-9, squares / values.length - mean * mean));
  return values.map((value) => 1 / (1 + Math.exp((-1.702 * (value - mean)) / sd)));
}
