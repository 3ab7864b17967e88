import type { Image } from '#corruptions';
import type { Interpolation } from '../../backbones/models/index.ts';
import { FILTERS } from './filter.ts';
import { PRECISION, resampleTaps, type Taps } from './taps.ts';

/** A rectangle of whole pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A resize, and the part of its result that is wanted: the outside of `box` is never computed. */
export interface Resize {
  readonly width: number;
  readonly height: number;
  readonly interpolation: Interpolation;
  /** Within `width` × `height`; the whole of it unless given. */
  readonly box?: Box;
}

/**
 * Resizes as Pillow's `Image.resize` does, to the bit, and crops: plain TypeScript, the reference
 * of the WebAssembly kernel in `resizer.ts`. Fixed-point coefficients, the horizontal pass first,
 * its result rounded to 8 bits, then the vertical one; an axis that keeps its length is not filtered.
 * @returns a new image of the size of `box`.
 */
export function resizeReference(image: Image, resize: Resize): Image {
  const { box, horizontal, vertical, rows } = planResize(image, resize);
  let data = image.data;
  if (horizontal) data = horizontalPass(data, image.width, rows, horizontal);
  else data = cropRows(data, image.width, rows, box.left, box.width);
  if (vertical) data = verticalPass(data, box.width, rows.first, vertical);
  return { width: box.width, height: box.height, data };
}

/** What both passes need; an axis of unchanged length has no taps. */
export interface ResizePlan {
  readonly box: Box;
  readonly horizontal: Taps | undefined;
  readonly vertical: Taps | undefined;
  /** The input rows that the wanted output depends on. */
  readonly rows: { readonly first: number; readonly count: number };
}

/** @throws RangeError for a size below 1 or a box that leaves the result. */
export function planResize(
  image: { readonly width: number; readonly height: number },
  resize: Resize,
): ResizePlan {
  const { width, height } = resize;
  const box = resize.box ?? { left: 0, top: 0, width, height };
  if (!(width >= 1 && height >= 1)) throw new RangeError(`cannot resize to ${width}x${height}`);
  if (
    box.left < 0 ||
    box.top < 0 ||
    box.width < 1 ||
    box.height < 1 ||
    box.left + box.width > width ||
    box.top + box.height > height
  ) {
    throw new RangeError(
      `box ${box.width}x${box.height}+${box.left}+${box.top} is not within ${width}x${height}`,
    );
  }
  const filter = FILTERS[resize.interpolation];
  const horizontal =
    width === image.width ? undefined : resampleTaps(image.width, width, filter, box.left, box.width);
  const vertical =
    height === image.height ? undefined : resampleTaps(image.height, height, filter, box.top, box.height);
  if (vertical === undefined) {
    return { box, horizontal, vertical, rows: { first: box.top, count: box.height } };
  }
  const last = vertical.length - 1;
  const first = vertical.start[0]!;
  return {
    box,
    horizontal,
    vertical,
    rows: { first, count: vertical.start[last]! + vertical.count[last]! - first },
  };
}

/** Copies columns `left` up to `left + width` of the given rows. */
function cropRows(
  data: Image['data'],
  stride: number,
  rows: ResizePlan['rows'],
  left: number,
  width: number,
): Uint8Array {
  const out = new Uint8Array(rows.count * width * 3);
  for (let y = 0; y < rows.count; y++) {
    const at = ((rows.first + y) * stride + left) * 3;
    out.set(data.subarray(at, at + width * 3), y * width * 3);
  }
  return out;
}

function horizontalPass(
  data: Image['data'],
  stride: number,
  rows: ResizePlan['rows'],
  taps: Taps,
): Uint8Array {
  const out = new Uint8Array(rows.count * taps.length * 3);
  let to = 0;
  for (let y = 0; y < rows.count; y++) {
    const row = (rows.first + y) * stride;
    for (let x = 0; x < taps.length; x++) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      let at = (row + taps.start[x]!) * 3;
      const from = x * taps.width;
      for (let k = from; k < from + taps.count[x]!; k++, at += 3) {
        const w = taps.weight[k]!;
        red += data[at]! * w;
        green += data[at + 1]! * w;
        blue += data[at + 2]! * w;
      }
      out[to++] = toByte(red);
      out[to++] = toByte(green);
      out[to++] = toByte(blue);
    }
  }
  return out;
}

/** `firstRow` is the row of the original image that `data` begins with. */
function verticalPass(data: Image['data'], width: number, firstRow: number, taps: Taps): Uint8Array {
  const stride = width * 3;
  const out = new Uint8Array(taps.length * stride);
  for (let y = 0; y < taps.length; y++) {
    const rows = (taps.start[y]! - firstRow) * stride;
    for (let x = 0; x < stride; x++) {
      let sum = HALF;
      let at = rows + x;
      const from = y * taps.width;
      for (let k = from; k < from + taps.count[y]!; k++, at += stride) sum += data[at]! * taps.weight[k]!;
      out[y * stride + x] = toByte(sum);
    }
  }
  return out;
}

const HALF = 1 << (PRECISION - 1);

function toByte(sum: number): number {
  return Math.max(0, Math.min(255, sum >> PRECISION));
}
