import { defineCorruption } from './primitives/define.ts';
import type { Image } from './primitives/image.ts';
import { motionBytes, smear, streak } from './primitives/motion.ts';
import type { Random } from './primitives/random.ts';
import { finish, start, type Workspace } from './primitives/workspace.ts';
import { placesOf, type ZoomCrop, zoomCrop } from './primitives/zoom.ts';
import type { Context } from './types.ts';

/**
 * Constants: mean and standard deviation of the field of flakes, its zoom, threshold below which there is no flake,
 * radius and standard deviation of the flakes' streak in pixels, and share of the image that is not whitened.
 */
export const snow = defineCorruption({
  name: 'snow',
  group: 'weather',
  summary: 'Falling snow: streaks of flakes over a whitened image.',
  random: true,
  severities: [
    [0.1, 0.3, 3, 0.5, 10, 4, 0.8],
    [0.2, 0.3, 2, 0.5, 12, 4, 0.7],
    [0.55, 0.3, 4, 0.9, 12, 8, 0.7],
    [0.55, 0.3, 4.5, 0.85, 12, 8, 0.65],
    [0.55, 0.3, 2.5, 0.85, 12, 12, 0.55],
  ],
  applyConstants: (image, constants, random, context) =>
    letSnow(image, constants as SnowConstants, random, context),
});

type SnowConstants = readonly [number, number, number, number, number, number, number];

function letSnow(
  image: Image,
  [mean, deviation, zoom, threshold, radius, sigma, mix]: SnowConstants,
  random: Random,
  { variant, workspace }: Context,
): Image {
  const { width, height } = image;
  const columns = zoomCrop(width, zoom);
  const rows = zoomCrop(height, zoom);
  // imagenet-c crops the enlarged field to its centre at once; any-size crops it after the streaks, to the top left.
  const cut = variant === 'imagenet-c';
  const layerWidth = cut ? width : columns.enlarged;
  const layerHeight = cut ? height : rows.enlarged;
  const size = { width: layerWidth, height: layerHeight };
  const pixels = layerWidth * layerHeight;
  const taps = 2 * Math.round(radius) + 1;
  const { from, to } = start(workspace, image, motionBytes(size, 1, taps) + 24 * (width * height + pixels));

  const field = workspace.f64(width * height);
  workspace.kernels.fillNormal(field, random);
  const layer = workspace.f64(pixels);
  enlarge(field, width, layer, columns, rows, cut, workspace);
  for (let i = 0; i < pixels; i++) {
    const value = mean + deviation * layer[i]!;
    const flake = value < threshold ? 0 : value > 1 ? 1 : Math.max(value, 0);
    layer[i] = cut ? Math.floor(255 * flake) : flake;
  }
  const path = streak(Math.round(radius), sigma, -135 + 90 * random.uniform(), size, variant);
  const smeared = workspace.f64(pixels);
  smear(layer, smeared, layerWidth, layerHeight, 1, path, workspace);
  const flakes = workspace.f64(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const value = smeared[y * layerWidth + x]!;
      flakes[y * width + x] = (cut ? Math.floor(value + 1 / 514) : Math.round(255 * value)) / 255;
    }
  workspace.kernels.blendSnow(from, to, flakes, mix);
  return finish(image, to);
}

/** Enlarges the central crop linearly; with `cut`, only its middle, at the field's own size. */
function enlarge(
  field: Float64Array,
  width: number,
  layer: Float64Array,
  columns: ZoomCrop,
  rows: ZoomCrop,
  cut: boolean,
  workspace: Workspace,
): void {
  const [across, down] = [columns, rows].map((crop) =>
    cut
      ? placesOf(crop, workspace, Math.floor((crop.enlarged - crop.length) / 2))
      : placesOf(crop, workspace, 0, crop.enlarged),
  ) as [ReturnType<typeof placesOf>, ReturnType<typeof placesOf>];
  const layerWidth = across.at.length;
  const lastColumn = columns.first + columns.cropped - 1;
  const lastRow = rows.first + rows.cropped - 1;
  for (let y = 0; y < down.at.length; y++) {
    const above = down.at[y]! * width;
    const below = Math.min(down.at[y]! + 1, lastRow) * width;
    const part = down.part[y]!;
    for (let x = 0; x < layerWidth; x++) {
      const left = across.at[x]!;
      const right = Math.min(left + 1, lastColumn);
      const share = across.part[x]!;
      layer[y * layerWidth + x] =
        (field[above + left]! * (1 - share) + field[above + right]! * share) * (1 - part) +
        (field[below + left]! * (1 - share) + field[below + right]! * share) * part;
    }
  }
}
