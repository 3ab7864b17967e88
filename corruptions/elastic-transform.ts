import { affineJitter, warpAffine } from './primitives/affine.ts';
import { blurBytes, blurField } from './primitives/blur.ts';
import { defineCorruption } from './primitives/define.ts';
import type { Image } from './primitives/image.ts';
import { SINGLES } from './primitives/levels.ts';
import type { Random } from './primitives/random.ts';
import { copyOf, finish, start, type Workspace } from './primitives/workspace.ts';
import type { Context } from './types.ts';

/**
 * The two references use different methods. Constants: displacement factor for any-size; then, for imagenet-c,
 * displacement factor, standard deviation of the field's blur, and jitter of the affine map's corners, in pixels.
 */
export const elasticTransform = defineCorruption({
  name: 'elastic_transform',
  group: 'digital',
  summary: 'Local stretching and pinching, like a picture on rubber.',
  random: true,
  severities: [
    [12.5, 2 * 244, 0.7 * 244, 0.1 * 244],
    [16.25, 2 * 244, 0.08 * 244, 0.2 * 244],
    [21.25, 0.05 * 244, 0.01 * 244, 0.02 * 244],
    [25, 0.07 * 244, 0.01 * 244, 0.02 * 244],
    [30, 0.12 * 244, 0.01 * 244, 0.02 * 244],
  ],
  applyConstants(image, [anyFactor, factor, sigma, jitter], random, context) {
    const { width, height } = image;
    return context.variant === 'imagenet-c'
      ? stretch(
          image,
          { jitter: jitter!, factor: factor!, bound: 1, sigmas: [sigma!, sigma!] },
          random,
          context,
        )
      : stretch(
          image,
          { jitter: 0, factor: anyFactor!, bound: 0.005 * height, sigmas: [0.01 * height, 0.01 * width] },
          random,
          context,
        );
  },
});

interface Stretch {
  /** The affine map's corners move by up to this many pixels; 0 omits the map. */
  readonly jitter: number;
  /** Displacements are `factor` times a blurred field of uniforms on -bound..bound. */
  readonly factor: number;
  readonly bound: number;
  readonly sigmas: readonly [number, number];
}

function stretch(image: Image, how: Stretch, random: Random, { workspace }: Context): Image {
  const { width, height } = image;
  const { jitter, factor, sigmas } = how;
  const { from, to } = start(workspace, image, 2 * blurBytes(image, Math.max(...sigmas)));
  const source = workspace.f64(from.length);
  if (jitter > 0) warpAffine(from, source, image, affineJitter(image, jitter, random));
  else workspace.kernels.lookUpDoubles(from, source, copyOf(SINGLES, workspace));
  const dx = smoothField(image, how, random, workspace);
  const dy = smoothField(image, how, random, workspace);
  workspace.kernels.sampleReflected(source, to, width, height, dx, dy, factor);
  return finish(image, to);
}

function smoothField(
  image: Image,
  { bound, sigmas }: Stretch,
  random: Random,
  workspace: Workspace,
): Float64Array {
  const pixels = image.width * image.height;
  const field = workspace.f64(pixels);
  const smooth = workspace.f64(pixels);
  workspace.kernels.fillUniform(field, random, -bound, 2 * bound);
  blurField(field, smooth, image, 1, sigmas, 3, 'reflect', workspace);
  return smooth;
}
