import { blurBytes, blurField } from './primitives/blur.ts';
import { defineCorruption } from './primitives/define.ts';
import { dropHighlights } from './primitives/droplets.ts';
import type { Image } from './primitives/image.ts';
import { planeLength } from './primitives/plane.ts';
import type { Random } from './primitives/random.ts';
import { finish, start, type Workspace } from './primitives/workspace.ts';
import type { Context } from './types.ts';

/**
 * Constants: mean and standard deviation of the liquid's field, its blur in pixels, threshold above which there is
 * liquid, opacity of water or blur of mud's outline in pixels, and 0 for water or 1 for mud.
 */
export const spatter = defineCorruption({
  name: 'spatter',
  group: 'extra',
  summary: 'Drops of water (1 to 3) or mud (4, 5) on the lens.',
  random: true,
  severities: [
    [0.65, 0.3, 4, 0.69, 0.6, 0],
    [0.65, 0.3, 3, 0.68, 0.6, 0],
    [0.65, 0.3, 2, 0.68, 0.5, 0],
    [0.65, 0.3, 1, 0.65, 1.5, 1],
    [0.67, 0.4, 1, 0.65, 1.5, 1],
  ],
  applyConstants: (image, constants, random, context) =>
    splash(image, constants as SpatterConstants, random, context),
});

type SpatterConstants = readonly [number, number, number, number, number, number];

/** Pale turquoise and brown. */
const WATER = [175 / 255, 238 / 255, 238 / 255] as const;
const MUD = [63 / 255, 42 / 255, 20 / 255] as const;

function splash(
  image: Image,
  [mean, deviation, sigma, threshold, amount, kind]: SpatterConstants,
  random: Random,
  { workspace }: Context,
): Image {
  const { width, height } = image;
  const pixels = width * height;
  const isMud = kind >= 0.5;
  const bytes = 2 * blurBytes(image, Math.max(sigma, amount)) + 48 * planeLength(width, height);
  const { from, to } = start(workspace, image, bytes);
  const field = workspace.f64(pixels);
  const liquid = workspace.f64(pixels);
  const shares = workspace.f32(pixels);
  workspace.kernels.fillNormal(field, random);
  for (let i = 0; i < pixels; i++) field[i] = mean + deviation * field[i]!;
  blurField(field, liquid, image, 1, [sigma, sigma], 4, 'edge', workspace);
  if (isMud) {
    const [drops, cover] = [field, workspace.f64(pixels)];
    for (let i = 0; i < pixels; i++) drops[i] = liquid[i]! > threshold ? 1 : 0;
    blurField(drops, cover, image, 1, [amount, amount], 4, 'edge', workspace);
    for (let i = 0; i < pixels; i++) shares[i] = cover[i]! < 0.8 ? 0 : cover[i]!;
  } else shareWater(liquid, threshold, amount, image, shares, workspace);
  workspace.kernels.tint(from, to, shares, isMud, isMud ? MUD : WATER);
  return finish(image, to);
}

/** Multiplies the drops' thickness by their highlights, scaled so that the largest product becomes `amount`. */
function shareWater(
  liquid: Float64Array,
  threshold: number,
  amount: number,
  { width, height }: Image,
  shares: Float32Array,
  workspace: Workspace,
): void {
  const { fround } = Math;
  const thickness = workspace.u8(planeLength(width, height));
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0, at = (y + 2) * (width + 4) + 2; x < width; x++, i++, at++)
      thickness[at] = liquid[i]! < threshold ? 0 : 255 * liquid[i]!;
  const highlights = dropHighlights(thickness, width, height, workspace);
  let most = 0;
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0, at = (y + 2) * (width + 4) + 2; x < width; x++, i++, at++) {
      const cover = thickness[at]! * highlights[at]!;
      shares[i] = cover;
      if (cover > most) most = cover;
    }
  if (most > 0) for (let i = 0; i < shares.length; i++) shares[i] = fround(shares[i]! / most) * amount;
}
