import { defineCorruption } from './primitives/define.ts';
import { LEVELS } from './primitives/levels.ts';
import { motionBytes, smear, streak } from './primitives/motion.ts';
import { copyOf, finish, start } from './primitives/workspace.ts';

/** Constants: radius in pixels (the streak is 2r+1 long), standard deviation in pixels. */
export const motionBlur = defineCorruption({
  name: 'motion_blur',
  group: 'blur',
  summary: 'Camera motion in a straight line, within 45 degrees of horizontal.',
  random: true,
  severities: [
    [10, 3],
    [15, 5],
    [15, 8],
    [15, 12],
    [20, 15],
  ],
  applyConstants(image, [radius, sigma], random, { variant, workspace }) {
    const { width, height } = image;
    const angle = -45 + 90 * random.uniform();
    const path = streak(Math.round(radius!), sigma!, angle, image, variant);
    const { from, to } = start(workspace, image, motionBytes(image, 3, path.taps));
    const source = workspace.f64(from.length);
    workspace.kernels.lookUpDoubles(from, source, copyOf(LEVELS, workspace));
    const sums = workspace.f64(from.length);
    smear(source, sums, width, height, 3, path, workspace);
    // imagenet-c rounds to ImageMagick's 16-bit quantum before truncating; any-size only truncates.
    const lift = variant === 'imagenet-c' ? 1 / 514 : 0;
    workspace.kernels.toLevels(sums, to, 1, lift);
    return finish(image, to);
  },
});
