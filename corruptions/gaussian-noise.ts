import { defineCorruption } from './primitives/define.ts';
import { addGaussian } from './primitives/noise.ts';

/** Constants: standard deviation, on 0..1. */
export const gaussianNoise = defineCorruption({
  name: 'gaussian_noise',
  group: 'noise',
  summary: 'Gaussian noise, independent in every sample.',
  random: true,
  severities: [[0.08], [0.12], [0.18], [0.26], [0.38]],
  applyConstants: (image, [sigma], random, { workspace }) =>
    addGaussian(image, sigma!, false, random, workspace),
});
