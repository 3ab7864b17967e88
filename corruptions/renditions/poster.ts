import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import { blur } from '../primitives/raster/blur.ts';
import { saturate, stretchContrast } from '../primitives/raster/colour.ts';
import { kuwahara } from '../primitives/raster/kuwahara.ts';
import { nearestColour, palette } from '../primitives/raster/palette.ts';
import { fromImage, raster, toImage, unitOf } from '../primitives/raster/raster.ts';

/**
 * A screen-printed poster: smooth flat areas in a handful of strong colours taken from the picture.
 * Constants: smallest area (radius, pixels at 224), colours.
 */
export const poster = defineCorruption({
  name: 'poster',
  group: 'rendition',
  summary: 'A screen print: flat areas in a handful of strong colours.',
  random: false,
  severities: [
    [1.5, 10],
    [2, 8],
    [3, 6],
    [4, 5],
    [5.5, 4],
  ],
  applyConstants: (image, constants) => print(image, constants as [number, number]),
});

function print(image: Image, [radius, colours]: [number, number]): Image {
  const unit = unitOf(image);
  const { width, height } = image;
  const source = saturate(stretchContrast(fromImage(image), 2), 1.5);
  const areas = blur(kuwahara(source, radius * unit), 0.35 * radius * unit);
  const inks = palette(areas, colours);
  const strong = saturate(
    stretchContrast({ width: inks.length / 3, height: 1, channels: 3, data: inks }, 1.4),
    1.35,
  ).data;
  const flat = raster(width, height, 3);
  for (let i = 0; i < flat.data.length; i += 3) {
    const ink = 3 * nearestColour(inks, areas.data[i]!, areas.data[i + 1]!, areas.data[i + 2]!);
    flat.data.set(strong.subarray(ink, ink + 3), i);
  }
  return toImage(blur(flat, 0.45));
}
