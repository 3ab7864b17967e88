import { defineCorruption } from './primitives/define.ts';
import { addGaussian } from './primitives/noise.ts';

/** Constants: standard deviation as a share of the sample. */
export const speckleNoise = defineCorruption({
  name: 'speckle_noise',
  group: 'extra',
  summary: 'Gaussian noise in proportion to the sample, strongest in bright areas.',
  random: true,
  severities: [[0.15], [0.2], [0.35], [0.45], [0.6]],
  applyConstants: (image, [sigma], random, { workspace }) =>
    addGaussian(image, sigma!, true, random, workspace),
});
