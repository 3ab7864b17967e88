import type { Image } from '../../../corruptions/index.ts';
import { planResize, type Resize, type ResizePlan } from '../../../src/accuracy/pixels/resize.ts';
import { PRECISION, type Taps } from '../../../src/accuracy/pixels/taps.ts';

/**
 * Resizes and crops as Pillow's `Image.resize` does, to the bit, in plain TypeScript: the reference of the WebAssembly
 * kernel. Coefficients are fixed-point.
 * @returns a new image of the size of `box`
 */
export function resizeReference(image: Image, resize: Resize): Image {
  const { box, horizontal, vertical, rows } = planResize(image, resize);
  let data = image.data;
  if (horizontal) data = horizontalPass(data, image.width, rows, horizontal);
  else data = cropRows(data, image.width, rows, box.left, box.width);
  if (vertical) data = verticalPass(data, box.width, rows.first, vertical);
  return { width: box.width, height: box.height, data };
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
