import { defineCorruption } from './define.ts';
import { blankLike } from './image.ts';
import type { Image } from './types.ts';

/** Constants: size of the small image as a share of the large one. */
export const pixelate = defineCorruption({
  name: 'pixelate',
  group: 'digital',
  summary: 'Shrunk with a box filter and enlarged again to hard squares.',
  random: false,
  severities: [[0.6], [0.5], [0.4], [0.3], [0.25]],
  applyConstants: (image, [share]) => pixelated(image, share!),
});

function pixelated(image: Image, share: number): Image {
  const { width, height, data } = image;
  const columns = boxes(width, Math.max(1, Math.floor(width * share)));
  const rows = boxes(height, Math.max(1, Math.floor(height * share)));
  const narrow = shrinkAcross(data, width, height, columns);
  const small = shrinkDown(narrow, columns.count, rows);
  return enlarge(small, columns.count, image, sources(columns.count, width), sources(rows.count, height));
}

/** The whole input pixels that each output pixel is the mean of: from..from+size-1 (Pillow's box filter). */
interface Boxes {
  readonly count: number;
  readonly from: Int32Array;
  readonly size: Int32Array;
  /** 2^22 / size, rounded. */
  readonly weight: Int32Array;
}

function boxes(length: number, count: number): Boxes {
  const scale = length / count;
  const from = new Int32Array(count);
  const size = new Int32Array(count);
  const weight = new Int32Array(count);
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
  return { count, from, size, weight };
}

const HALF = 1 << 21;

function shrinkAcross(
  data: Image['data'],
  width: number,
  height: number,
  { count, from, size, weight }: Boxes,
) {
  const out = new Uint8Array(3 * count * height);
  for (let y = 0, to = 0; y < height; y++) {
    const line = 3 * y * width;
    for (let x = 0; x < count; x++, to += 3) {
      let at = line + 3 * from[x]!;
      let r = 0;
      let g = 0;
      let b = 0;
      for (let k = size[x]!; k > 0; k--, at += 3) {
        r += data[at]!;
        g += data[at + 1]!;
        b += data[at + 2]!;
      }
      const w = weight[x]!;
      out[to] = (r * w + HALF) >> 22;
      out[to + 1] = (g * w + HALF) >> 22;
      out[to + 2] = (b * w + HALF) >> 22;
    }
  }
  return out;
}

function shrinkDown(narrow: Uint8Array, width: number, { count, from, size, weight }: Boxes) {
  const stride = 3 * width;
  const out = new Uint8Array(stride * count);
  for (let y = 0; y < count; y++) {
    const first = from[y]! * stride;
    const end = first + size[y]! * stride;
    const w = weight[y]!;
    for (let i = 0; i < stride; i++) {
      let sum = 0;
      for (let at = first + i; at < end; at += stride) sum += narrow[at]!;
      out[y * stride + i] = (sum * w + HALF) >> 22;
    }
  }
  return out;
}

/** The small pixel under each large one: its place summed step by step, as Pillow does, which decides ties. */
function sources(small: number, large: number): Int32Array {
  const step = small / large;
  const out = new Int32Array(large);
  let place = 0.5 * step;
  for (let i = 0; i < large; i++, place += step) out[i] = Math.min(Math.floor(place), small - 1);
  return out;
}

function enlarge(small: Uint8Array, smallWidth: number, image: Image, columns: Int32Array, rows: Int32Array) {
  const out = blankLike(image);
  const { width, height } = image;
  const target = out.data;
  for (let y = 0; y < height; y++) {
    const line = 3 * y * width;
    if (y > 0 && rows[y] === rows[y - 1]) {
      target.copyWithin(line, line - 3 * width, line);
      continue;
    }
    const source = 3 * rows[y]! * smallWidth;
    for (let x = 0, to = line; x < width; x++, to += 3) {
      const at = source + 3 * columns[x]!;
      target[to] = small[at]!;
      target[to + 1] = small[at + 1]!;
      target[to + 2] = small[at + 2]!;
    }
  }
  return out;
}
