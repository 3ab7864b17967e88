import type { Image } from './image.ts';
import type { Random } from './random.ts';
import { finish, start, type Workspace } from './workspace.ts';

/** Adds sigma times a normal to every sample, times the sample if `proportional`. */
export function addGaussian(
  image: Image,
  sigma: number,
  proportional: boolean,
  random: Random,
  workspace: Workspace,
): Image {
  const { from, to } = start(workspace, image, 8 * image.data.length);
  workspace.kernels.addNoise(from, to, workspace.f64(from.length), sigma, proportional, random);
  return finish(image, to);
}
