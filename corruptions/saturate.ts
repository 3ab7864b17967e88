import { defineCorruption } from './primitives/define.ts';
import { adjustHsv } from './primitives/hsv.ts';

/** Constants: factor of the saturation (HSV), and what to add to it, which turns grey reddish. */
export const saturate = defineCorruption({
  name: 'saturate',
  group: 'extra',
  summary: 'Colours washed out (1, 2) or exaggerated (3 to 5).',
  random: false,
  severities: [
    [0.3, 0],
    [0.1, 0],
    [2, 0],
    [5, 0.1],
    [20, 0.2],
  ],
  applyConstants: (image, [scale, shift]) => adjustHsv(image, { scale: scale!, shift: shift!, lift: 0 }),
});
