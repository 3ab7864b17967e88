import { blurBytes, blurImage } from './primitives/blur.ts';
import { defineCorruption } from './primitives/define.ts';
import { finish, start } from './primitives/workspace.ts';

/** Constants: standard deviation of the two blurs, reach of the shuffle in pixels, passes of the shuffle. */
export const glassBlur = defineCorruption({
  name: 'glass_blur',
  group: 'blur',
  summary: 'Seen through frosted glass: blurred, pixels displaced locally, blurred again.',
  random: true,
  severities: [
    [0.7, 1, 2],
    [0.9, 2, 1],
    [1, 2, 3],
    [1.1, 3, 2],
    [1.5, 4, 2],
  ],
  applyConstants(image, [sigma, reach, passes], random, { workspace }) {
    const { width, height } = image;
    const { from, to } = start(workspace, image, 2 * blurBytes(image, sigma!) + 4 * width * height);
    blurImage(from, to, image, sigma!, workspace);
    const pixels = workspace.i32(width * height);
    workspace.kernels.shuffle(to, pixels, width, height, Math.round(reach!), Math.round(passes!), random);
    from.set(to);
    blurImage(from, to, image, sigma!, workspace);
    return finish(image, to);
  },
});
