import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import { saturate, stretchContrast } from '../primitives/raster/colour.ts';
import { nearestColour, palette } from '../primitives/raster/palette.ts';
import { fromImage, raster, toImage } from '../primitives/raster/raster.ts';
import { shrink } from '../primitives/raster/resize.ts';

/**
 * The look of an early games console: few large pixels, few colours of the picture's own palette, and
 * ordered dithering (Bayer, 1973) between them.
 * Constants: pixels along the shorter side, colours, dithering (share of the palette's step).
 */
export const pixelArt = defineCorruption({
  name: 'pixel_art',
  group: 'rendition',
  summary: 'Few large pixels in a small palette with ordered dithering.',
  random: false,
  severities: [
    [96, 24, 0.35],
    [72, 18, 0.4],
    [56, 14, 0.45],
    [42, 10, 0.5],
    [30, 7, 0.5],
  ],
  applyConstants: (image, constants) => draw(image, constants as [number, number, number]),
});

const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

function draw(image: Image, [pixels, colours, dither]: [number, number, number]): Image {
  const { width, height } = image;
  const size = Math.max(1, Math.min(width, height) / pixels);
  const columns = Math.max(1, Math.round(width / size));
  const rows = Math.max(1, Math.round(height / size));
  const blocks = stretchContrast(saturate(shrink(fromImage(image), columns, rows), 1.4), 1.4);
  const paint = palette(blocks, colours);
  const step = dither / Math.cbrt(Math.max(1, colours)) / 2;
  for (let i = 0; i < columns * rows; i++) {
    const x = i % columns;
    const y = Math.floor(i / columns);
    const shift = step * ((BAYER[(y % 4) * 4 + (x % 4)]! + 0.5) / 16 - 0.5);
    const [red, green, blue] = blocks.data.subarray(3 * i, 3 * i + 3);
    const nearest = 3 * nearestColour(paint, red! + shift, green! + shift, blue! + shift);
    blocks.data.set(paint.subarray(nearest, nearest + 3), 3 * i);
  }
  const out = raster(width, height, 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const block = 3 * (Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width));
      out.data.set(blocks.data.subarray(block, block + 3), 3 * (y * width + x));
    }
  return toImage(out);
}
