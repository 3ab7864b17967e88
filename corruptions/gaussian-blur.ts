import { blurBytes, blurImage } from './primitives/blur.ts';
import { defineCorruption } from './primitives/define.ts';
import { finish, start } from './primitives/workspace.ts';

/** Constants: standard deviation in pixels. */
export const gaussianBlur = defineCorruption({
  name: 'gaussian_blur',
  group: 'extra',
  summary: 'Gaussian blur.',
  random: false,
  severities: [[1], [2], [3], [4], [6]],
  applyConstants(image, [sigma], _random, { workspace }) {
    const { from, to } = start(workspace, image, blurBytes(image, sigma!));
    blurImage(from, to, image, sigma!, workspace);
    return finish(image, to);
  },
});
