import { defineCorruption } from './primitives/define.ts';
import type { Image } from './primitives/image.ts';
import { finish, start, type Workspace } from './primitives/workspace.ts';

/** Constants: factor by which the distance from the channel's mean shrinks. */
export const contrast = defineCorruption({
  name: 'contrast',
  group: 'digital',
  summary: 'Each channel is pulled towards its mean over the image.',
  random: false,
  severities: [[0.4], [0.3], [0.2], [0.1], [0.05]],
  applyConstants: (image, [factor], _random, { workspace }) => flatten(image, factor!, workspace),
});

/** Uses a table of 256 levels per channel: the result depends only on the sample and the channel's mean. */
function flatten(image: Image, factor: number, workspace: Workspace): Image {
  const { from, to } = start(workspace, image, 0);
  const pixels = from.length / 3;
  const tables = workspace.u8(3 * 256);
  for (let channel = 0; channel < 3; channel++)
    tables.set(levels(workspace.kernels.sumChannel(from, channel) / 255 / pixels, factor), 256 * channel);
  workspace.kernels.lookUp(from, to, tables);
  return finish(image, to);
}

function levels(mean: number, factor: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, level) => {
    const value = (level / 255 - mean) * factor + mean;
    return Math.min(Math.max(value, 0), 1) * 255;
  });
}
