import { defineCorruption } from './primitives/define.ts';
import type { Image } from './primitives/image.ts';
import { UNIT } from './primitives/levels.ts';
import type { Random } from './primitives/random.ts';
import { finish, start } from './primitives/workspace.ts';
import type { Context } from './types.ts';

/** Constants: amount of fog, and by how much its roughness decays from scale to scale. */
export const fog = defineCorruption({
  name: 'fog',
  group: 'weather',
  summary: 'Fog of varying density (diamond-square noise).',
  random: true,
  severities: [
    [1.5, 2],
    [2, 2],
    [2.5, 1.7],
    [2.5, 1.5],
    [3, 1.4],
  ],
  applyConstants: (image, [amount, decay], random, context) =>
    addFog(image, amount!, decay!, random, context),
});

function addFog(
  image: Image,
  amount: number,
  decay: number,
  random: Random,
  { variant, workspace }: Context,
): Image {
  const { width, height } = image;
  const side = mapSide(Math.max(width, height), variant === 'imagenet-c' ? 256 : 32);
  const { from, to } = start(workspace, image, 16 * side * side);
  const map = workspace.f64(side * side);
  const draws = workspace.f64(side * side - 1);
  workspace.kernels.fillUniform(draws, random);
  workspace.kernels.plasma(map, side, decay, draws);
  let peak = 0;
  for (let i = 0; i < from.length; i++) if (from[i]! > peak) peak = from[i]!;
  workspace.kernels.blendFog(from, to, width, height, map, side, amount, UNIT[peak]!);
  return finish(image, to);
}

/** Returns the next power of two. The references start at 32 (any-size) and use 256 (imagenet-c). */
function mapSide(length: number, least: number): number {
  let side = least;
  while (side < length) side *= 2;
  return side;
}
