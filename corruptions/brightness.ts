import { defineCorruption } from './primitives/define.ts';
import { adjustHsv } from './primitives/hsv.ts';

/** Constants: what to add to the value (HSV, 0..1). */
export const brightness = defineCorruption({
  name: 'brightness',
  group: 'weather',
  summary: 'Overexposure: the HSV value is raised.',
  random: false,
  severities: [[0.1], [0.2], [0.3], [0.4], [0.5]],
  applyConstants: (image, [lift]) => adjustHsv(image, { scale: 1, shift: 0, lift: lift! }),
});
