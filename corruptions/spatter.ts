import { blurBytes, blurField } from './blur.ts';
import { defineCorruption } from './define.ts';
import { dropHighlights } from './droplets.ts';
import { SINGLES } from './levels.ts';
import type { Random } from './random.ts';
import type { Context, Image } from './types.ts';
import { finish, start } from './workspace.ts';

/**
 * Constants: mean and standard deviation of the liquid's field, its blur in pixels, threshold above which there is
 * liquid, then for water its opacity, for mud the blur of its outline in pixels; last, 0 for water and 1 for mud.
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

/** Pale turquoise and brown, on 0..255. */
const WATER = [175, 238, 238] as const;
const MUD = [63, 42, 20] as const;

function splash(
  image: Image,
  [mean, deviation, sigma, threshold, amount, kind]: SpatterConstants,
  random: Random,
  { workspace }: Context,
): Image {
  const { width, height } = image;
  const pixels = width * height;
  const isMud = kind >= 0.5;
  const bytes = 2 * blurBytes(image, Math.max(sigma, amount)) + 64 * pixels + 16 * (width + height + 4);
  const { from, to } = start(workspace, image, bytes);
  const field = workspace.f64(pixels);
  const liquid = workspace.f64(pixels);
  workspace.kernels.fillNormal(field, random);
  for (let i = 0; i < pixels; i++) field[i] = mean + deviation * field[i]!;
  blurField(field, liquid, image, 1, [sigma, sigma], 4, 'edge', workspace);
  const cover = field;
  if (isMud) {
    const drops = workspace.f64(pixels);
    for (let i = 0; i < pixels; i++) drops[i] = liquid[i]! > threshold ? 1 : 0;
    blurField(drops, cover, image, 1, [amount, amount], 4, 'edge', workspace);
    for (let i = 0; i < pixels; i++) if (cover[i]! < 0.8) cover[i] = 0;
    overlayMud(from, to, cover);
  } else {
    const thickness = workspace.u8(pixels);
    for (let i = 0; i < pixels; i++) thickness[i] = liquid[i]! < threshold ? 0 : 255 * liquid[i]!;
    const highlights = dropHighlights(thickness, width, height, workspace);
    let most = 0;
    for (let i = 0; i < pixels; i++) {
      cover[i] = thickness[i]! * highlights[i]!;
      if (cover[i]! > most) most = cover[i]!;
    }
    for (let i = 0; i < pixels; i++)
      if (cover[i]! > 0) cover[i] = Math.fround(Math.fround(cover[i]! / most) * amount);
    addWater(from, to, cover);
  }
  return finish(image, to);
}

/** What single precision and truncation make of a level where there is no liquid. */
const DRY = Uint8Array.from(SINGLES, (level) => Math.fround(level * 255));

function addWater(from: Uint8Array, to: Uint8Array, cover: Float64Array): void {
  const { fround } = Math;
  const tints = WATER.map((level) => fround(level / 255));
  for (let p = 0, i = 0; p < cover.length; p++) {
    const share = cover[p]!;
    for (let c = 0; c < 3; c++, i++) {
      if (share === 0) to[i] = DRY[from[i]!]!;
      else to[i] = fround(Math.min(fround(SINGLES[from[i]!]! + fround(share * tints[c]!)), 1) * 255);
    }
  }
}

function overlayMud(from: Uint8Array, to: Uint8Array, cover: Float64Array): void {
  const { fround } = Math;
  const tints = MUD.map((level) => fround(level / 255));
  for (let p = 0, i = 0; p < cover.length; p++) {
    const share = fround(cover[p]!);
    const rest = fround(1 - share);
    for (let c = 0; c < 3; c++, i++) {
      if (share === 0) to[i] = DRY[from[i]!]!;
      else {
        const value = fround(fround(SINGLES[from[i]!]! * rest) + fround(tints[c]! * share));
        to[i] = fround(Math.min(value, 1) * 255);
      }
    }
  }
}
