import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import { lines } from '../primitives/raster/lines.ts';
import { orientation } from '../primitives/raster/orientation.ts';
import { fromImage, lumaOf, raster, toImage, unitOf } from '../primitives/raster/raster.ts';

/**
 * Black ink on white paper, outlines only, like most of ImageNet-Sketch (Wang et al., 2019): coherent
 * lines along edges, fewer and bolder at higher severities.
 * Constants: line half width (pixels at 224), length (pixels at 224), minimum contrast.
 */
export const lineDrawing = defineCorruption({
  name: 'line_drawing',
  group: 'rendition',
  summary: 'Black ink outlines on white paper, fewer and bolder at higher severities.',
  random: false,
  severities: [
    [0.7, 5, 0.006],
    [0.9, 6, 0.01],
    [1.15, 8, 0.014],
    [1.5, 10, 0.019],
    [2, 12, 0.026],
  ],
  applyConstants: (image, constants) => draw(image, constants as [number, number, number]),
});

function draw(image: Image, [width, length, threshold]: [number, number, number]): Image {
  const unit = unitOf(image);
  const luma = lumaOf(fromImage(image));
  const ink = lines(luma, orientation(luma, Math.max(0.8, 2.5 * width * unit)), {
    sigma: Math.max(0.5, width * unit),
    length: Math.max(1, length * unit),
    threshold,
    sharpness: 90,
  }).data;
  const out = raster(image.width, image.height, 3);
  for (let i = 0; i < ink.length; i++) out.data.fill(1 - 0.94 * ink[i]!, 3 * i, 3 * i + 3);
  return toImage(out);
}
