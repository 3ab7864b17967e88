import { defineCorruption } from './primitives/define.ts';
import { finish, start } from './primitives/workspace.ts';

/** Constants: share of the samples replaced. */
export const impulseNoise = defineCorruption({
  name: 'impulse_noise',
  group: 'noise',
  summary: 'Salt and pepper: a share of the samples becomes 0 or 255, channel by channel.',
  random: true,
  severities: [[0.03], [0.06], [0.09], [0.17], [0.27]],
  applyConstants(image, [amount], random, { workspace }) {
    const { from, to } = start(workspace, image, 16 * image.data.length);
    workspace.kernels.impulse(from, to, workspace.f64(2 * from.length), amount!, random);
    return finish(image, to);
  },
});
