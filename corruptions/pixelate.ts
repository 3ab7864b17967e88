import type { Boxes } from './kernels/kernels.ts';
import { defineCorruption } from './primitives/define.ts';
import type { Image } from './primitives/image.ts';
import { finish, start, type Workspace } from './primitives/workspace.ts';

/** Constants: size of the small image as a share of the large one. */
export const pixelate = defineCorruption({
  name: 'pixelate',
  group: 'digital',
  summary: 'Downscaled with a box filter, then enlarged to hard squares.',
  random: false,
  severities: [[0.6], [0.5], [0.4], [0.3], [0.25]],
  applyConstants: (image, [share], _random, { workspace }) => pixelated(image, share!, workspace),
});

function pixelated(image: Image, share: number, workspace: Workspace): Image {
  const { width, height } = image;
  const smallWidth = Math.max(1, Math.floor(width * share));
  const smallHeight = Math.max(1, Math.floor(height * share));
  const tables = 4 * 4 * (width + height + smallWidth + smallHeight);
  const { from, to } = start(workspace, image, 2 * image.data.length + tables);
  const narrow = workspace.u8(3 * smallWidth * height);
  const small = workspace.u8(3 * smallWidth * smallHeight);
  const { shrinkAcross, shrinkDown, enlargeNearest } = workspace.kernels;
  shrinkAcross(from, width, height, narrow, boxes(width, smallWidth, workspace));
  shrinkDown(narrow, 3 * smallWidth, small, boxes(height, smallHeight, workspace));
  const columns = sources(smallWidth, width, workspace);
  enlargeNearest(small, smallWidth, to, columns, sources(smallHeight, height, workspace));
  return finish(image, to);
}

/** Computes the boxes of Pillow's box filter: whole pixels of equal weight. */
function boxes(length: number, count: number, workspace: Workspace): Boxes {
  const scale = length / count;
  const from = workspace.i32(count);
  const size = workspace.i32(count);
  const weight = workspace.i32(count);
  for (let i = 0; i < count; i++) {
    const centre = (i + 0.5) * scale;
    let low = Math.max(0, Math.floor(centre - scale / 2 + 0.5));
    let high = Math.min(length, Math.floor(centre + scale / 2 + 0.5));
    const within = (j: number) => (j + 0.5 - centre) / scale > -0.5 && (j + 0.5 - centre) / scale <= 0.5;
    while (low < high - 1 && !within(low)) low++;
    while (high - 1 > low && !within(high - 1)) high--;
    from[i] = low;
    size[i] = high - low;
    weight[i] = Math.floor(0.5 + 2 ** 22 / size[i]!);
  }
  return { from, size, weight };
}

/** Computes the small pixel under each large one, adding up positions step by step as Pillow does, which decides ties. */
function sources(small: number, large: number, workspace: Workspace): Int32Array {
  const step = small / large;
  const out = workspace.i32(large);
  let place = 0.5 * step;
  for (let i = 0; i < large; i++, place += step) out[i] = Math.min(Math.floor(place), small - 1);
  return out;
}
