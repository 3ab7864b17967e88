import { defineCorruption } from './define.ts';
import { blankLike } from './image.ts';
import type { Image } from './types.ts';

/** Constants: factor of the distance from the channel's mean. */
export const contrast = defineCorruption({
  name: 'contrast',
  group: 'digital',
  summary: 'Every channel drawn towards its mean over the image.',
  random: false,
  severities: [[0.4], [0.3], [0.2], [0.1], [0.05]],
  applyConstants: (image, [factor]) => flatten(image, factor!),
});

/** One table of 256 levels a channel: the result depends on the sample and the channel's mean alone. */
function flatten(image: Image, factor: number): Image {
  const out = blankLike(image);
  const { data } = image;
  const tables = [0, 1, 2].map((channel) => levels(meanOf(data, channel), factor)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const [red, green, blue] = tables;
  for (let i = 0; i < data.length; i += 3) {
    out.data[i] = red[data[i]!]!;
    out.data[i + 1] = green[data[i + 1]!]!;
    out.data[i + 2] = blue[data[i + 2]!]!;
  }
  return out;
}

function levels(mean: number, factor: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, level) => {
    const value = (level / 255 - mean) * factor + mean;
    return Math.min(Math.max(value, 0), 1) * 255;
  });
}

/** Mean of a channel on 0..1; the sum of integers is exact. */
function meanOf(data: Image['data'], channel: number): number {
  let sum = 0;
  for (let i = channel; i < data.length; i += 3) sum += data[i]!;
  return sum / 255 / (data.length / 3);
}
