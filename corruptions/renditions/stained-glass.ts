import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import type { Random } from '../primitives/random.ts';
import { blur } from '../primitives/raster/blur.ts';
import { saturate, stretchContrast } from '../primitives/raster/colour.ts';
import { borders, distanceTo } from '../primitives/raster/distance.ts';
import { fromImage, raster, smoothstep, toImage, unitOf } from '../primitives/raster/raster.ts';
import { segments, smoothLabels } from '../primitives/raster/segments.ts';
import { cloud } from '../primitives/raster/texture.ts';

/**
 * A leaded window: pieces that follow the picture's edges, each of one deep colour of mottled glass,
 * brighter in the middle, joined by round dark lead.
 * Constants: piece size (pixels at 224), width of the lead (pixels at 224).
 */
export const stainedGlass = defineCorruption({
  name: 'stained_glass',
  group: 'rendition',
  summary: 'Pieces of deep coloured glass that follow edges, joined by lead.',
  random: true,
  severities: [
    [11, 1.5],
    [14, 1.8],
    [18, 2.1],
    [23, 2.5],
    [30, 3],
  ],
  applyConstants: (image, constants, random) => glaze(image, constants as [number, number], random),
});

function glaze(image: Image, [piece, lead]: [number, number], random: Random): Image {
  const unit = unitOf(image);
  const { width, height } = image;
  const size = Math.max(3, piece * unit);
  const source = saturate(stretchContrast(fromImage(image), 1.7), 1.7);
  const pieces = segments(blur(source, 0.12 * size), size, 0.1, 0.9, 4, random);
  const labels = smoothLabels(pieces.labels, width, height, 4);
  const distance = distanceTo(borders(labels, width, height)).data;
  const mottle = cloud(width, height, Math.max(2, 12 * unit), 3, random).data;
  const tints = new Float32Array(pieces.count);
  random.fillUniform(tints);
  const half = Math.max(0.5, (lead * unit) / 2);
  const out = raster(width, height, 3);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    const glow =
      0.88 + 0.3 * smoothstep(0, 0.4 * size, distance[i]!) + 0.12 * mottle[i]! + 0.24 * (tints[label]! - 0.5);
    const glass = smoothstep(half - 0.5, half + 0.9, distance[i]!);
    // Lead is round, so its middle catches a little light.
    const metal = 0.05 + 0.13 * Math.max(0, 1 - distance[i]! / half);
    for (let c = 0; c < 3; c++)
      out.data[3 * i + c] = metal + glass * (pieces.means[5 * label + c]! * glow - metal);
  }
  return toImage(out);
}
