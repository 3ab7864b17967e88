import type { Jpeg } from '../../../corruptions/kernels/kernels.ts';

export function jpegRoundTrip(from: Uint8Array, to: Uint8Array, job: Jpeg): void {
  const { width, height, planes } = job;
  const stride = (width + 15) & ~15;
  const size = stride * ((height + 15) & ~15);
  const y = planes.subarray(0, size);
  const cb = planes.subarray(size, 2 * size);
  const cr = planes.subarray(2 * size, 3 * size);
  toPlanes(from, y, cb, cr, width, height, stride);
  const chromaWidth = (width + 1) >> 1;
  const chromaHeight = (height + 1) >> 1;
  halve(cb, height, stride);
  halve(cr, height, stride);
  quantisePlane(y, width, height, stride, job.luma);
  quantisePlane(cb, chromaWidth, chromaHeight, stride, job.chroma);
  quantisePlane(cr, chromaWidth, chromaHeight, stride, job.chroma);
  fromPlanes(y, cb, cr, to, width, height, stride);
}

/** RGB to luma and chroma in 16-bit fixed point; the last column and row are repeated to whole blocks. */
function toPlanes(
  from: Uint8Array,
  luma: Uint8Array,
  cb: Uint8Array,
  cr: Uint8Array,
  width: number,
  height: number,
  stride: number,
): void {
  for (let y = 0, i = 0; y < height; y++) {
    const line = y * stride;
    for (let x = 0; x < width; x++, i += 3) {
      const r = from[i]!;
      const g = from[i + 1]!;
      const b = from[i + 2]!;
      luma[line + x] = (19595 * r + 38470 * g + 7471 * b + 32768) >> 16;
      cb[line + x] = (-11059 * r - 21709 * g + 32768 * b + 8421375) >> 16;
      cr[line + x] = (32768 * r - 27439 * g - 5329 * b + 8421375) >> 16;
    }
    for (const plane of [luma, cb, cr]) plane.fill(plane[line + width - 1]!, line + width, line + stride);
  }
  const end = (height + 15) & ~15;
  for (let y = height; y < end; y++)
    for (const plane of [luma, cb, cr]) plane.copyWithin(y * stride, (height - 1) * stride, height * stride);
}

/** Means of 2×2, in place (at the same stride), rounded down and up by turns; below, the last row is repeated. */
function halve(plane: Uint8Array, height: number, stride: number): void {
  const columns = stride >> 1;
  const rows = (height + 1) >> 1;
  for (let y = 0; y < rows; y++) {
    const above = 2 * y * stride;
    const below = above + stride;
    for (let x = 0; x < columns; x++) {
      const sum =
        plane[above + 2 * x]! + plane[above + 2 * x + 1]! + plane[below + 2 * x]! + plane[below + 2 * x + 1]!;
      plane[y * stride + x] = (sum + 1 + (x & 1)) >> 2;
    }
  }
  const end = ((height + 15) & ~15) >> 1;
  for (let y = rows; y < end; y++)
    plane.copyWithin(y * stride, (rows - 1) * stride, (rows - 1) * stride + columns);
}

/** All blocks that show in a plane: transformed, quantised and back. */
function quantisePlane(
  plane: Uint8Array,
  width: number,
  height: number,
  stride: number,
  steps: Int32Array,
): void {
  const block = new Int32Array(64);
  for (let y = 0; y < height; y += 8)
    for (let x = 0; x < width; x += 8) {
      for (let row = 0; row < 8; row++)
        for (let k = 0; k < 8; k++) block[8 * row + k] = plane[(y + row) * stride + x + k]! - 128;
      forward(block);
      for (let i = 0; i < 64; i++) {
        // The transform's output is 8 times too large, and so is the step.
        const step = 8 * steps[i]!;
        const size = Math.abs(block[i]!);
        const count = Math.floor((size + (step >> 1)) / step);
        block[i] = (block[i]! < 0 ? -count : count) * steps[i]!;
      }
      backward(block);
      for (let row = 0; row < 8; row++)
        for (let k = 0; k < 8; k++) {
          const value = block[8 * row + k]! + 128;
          plane[(y + row) * stride + x + k] = value < 0 ? 0 : Math.min(value, 255);
        }
    }
}

/** Bits of the constants' fractions, and bits kept between the passes. */
const CONSTANT_BITS = 13;
const PASS_BITS = 2;

/** Cosines of the transform of Loeffler, Ligtenberg and Moschytz (1989), times 2^13. */
const C_0_298 = 2446;
const C_0_390 = 3196;
const C_0_541 = 4433;
const C_0_765 = 6270;
const C_0_899 = 7373;
const C_1_175 = 9633;
const C_1_501 = 12299;
const C_1_847 = 15137;
const C_1_961 = 16069;
const C_2_053 = 16819;
const C_2_562 = 20995;
const C_3_072 = 25172;

/** Forward transform in place, rows first, 8 times too large. */
function forward(block: Int32Array): void {
  for (let row = 0; row < 8; row++) forwardLine(block, 8 * row, 1, -PASS_BITS, CONSTANT_BITS - PASS_BITS);
  for (let column = 0; column < 8; column++)
    forwardLine(block, column, 8, PASS_BITS, CONSTANT_BITS + PASS_BITS);
}

/** `even` bits are dropped (or, if negative, gained) where no constant was multiplied, `odd` bits elsewhere. */
function forwardLine(block: Int32Array, at: number, step: number, even: number, odd: number): void {
  const a = block[at]!;
  const b = block[at + step]!;
  const c = block[at + 2 * step]!;
  const d = block[at + 3 * step]!;
  const e = block[at + 4 * step]!;
  const f = block[at + 5 * step]!;
  const g = block[at + 6 * step]!;
  const h = block[at + 7 * step]!;

  const outer = a + h + d + e;
  const inner = b + g + c + f;
  const outerTurn = a + h - d - e;
  const innerTurn = b + g - c - f;
  block[at] = descale(outer + inner, even);
  block[at + 4 * step] = descale(outer - inner, even);
  const turn = (innerTurn + outerTurn) * C_0_541;
  block[at + 2 * step] = descale(turn + outerTurn * C_0_765, odd);
  block[at + 6 * step] = descale(turn - innerTurn * C_1_847, odd);

  const t4 = d - e;
  const t5 = c - f;
  const t6 = b - g;
  const t7 = a - h;
  const z5 = (t4 + t6 + t5 + t7) * C_1_175;
  const z1 = (t4 + t7) * -C_0_899;
  const z2 = (t5 + t6) * -C_2_562;
  const z3 = (t4 + t6) * -C_1_961 + z5;
  const z4 = (t5 + t7) * -C_0_390 + z5;
  block[at + 7 * step] = descale(t4 * C_0_298 + z1 + z3, odd);
  block[at + 5 * step] = descale(t5 * C_2_053 + z2 + z4, odd);
  block[at + 3 * step] = descale(t6 * C_3_072 + z2 + z3, odd);
  block[at + step] = descale(t7 * C_1_501 + z1 + z4, odd);
}

/** Inverse transform in place, columns first. */
function backward(block: Int32Array): void {
  for (let column = 0; column < 8; column++) backwardLine(block, column, 8, CONSTANT_BITS - PASS_BITS);
  for (let row = 0; row < 8; row++) backwardLine(block, 8 * row, 1, CONSTANT_BITS + PASS_BITS + 3);
}

function backwardLine(block: Int32Array, at: number, step: number, bits: number): void {
  const i1 = block[at + step]!;
  const i2 = block[at + 2 * step]!;
  const i3 = block[at + 3 * step]!;
  const i5 = block[at + 5 * step]!;
  const i6 = block[at + 6 * step]!;
  const i7 = block[at + 7 * step]!;
  const turn = (i2 + i6) * C_0_541;
  const low = turn - i6 * C_1_847;
  const high = turn + i2 * C_0_765;
  const sum = (block[at]! + block[at + 4 * step]!) << CONSTANT_BITS;
  const difference = (block[at]! - block[at + 4 * step]!) << CONSTANT_BITS;
  const e0 = sum + high;
  const e1 = difference + low;
  const e2 = difference - low;
  const e3 = sum - high;

  const z5 = (i7 + i3 + i5 + i1) * C_1_175;
  const z1 = (i7 + i1) * -C_0_899;
  const z2 = (i5 + i3) * -C_2_562;
  const z3 = (i7 + i3) * -C_1_961 + z5;
  const z4 = (i5 + i1) * -C_0_390 + z5;
  const o0 = i1 * C_1_501 + z1 + z4;
  const o1 = i3 * C_3_072 + z2 + z3;
  const o2 = i5 * C_2_053 + z2 + z4;
  const o3 = i7 * C_0_298 + z1 + z3;

  block[at] = descale(e0 + o0, bits);
  block[at + 7 * step] = descale(e0 - o0, bits);
  block[at + step] = descale(e1 + o1, bits);
  block[at + 6 * step] = descale(e1 - o1, bits);
  block[at + 2 * step] = descale(e2 + o2, bits);
  block[at + 5 * step] = descale(e2 - o2, bits);
  block[at + 3 * step] = descale(e3 + o3, bits);
  block[at + 4 * step] = descale(e3 - o3, bits);
}

function descale(value: number, bits: number): number {
  return bits < 0 ? value << -bits : (value + (1 << (bits - 1))) >> bits;
}

/** Chroma enlarged (near sample three parts, far sample one, both ways) and everything back to RGB. */
function fromPlanes(
  luma: Uint8Array,
  cb: Uint8Array,
  cr: Uint8Array,
  to: Uint8Array,
  width: number,
  height: number,
  stride: number,
): void {
  const columns = (width + 1) >> 1;
  const rows = (height + 1) >> 1;
  const blue = new Int32Array(columns + 2);
  const red = new Int32Array(columns + 2);
  for (let y = 0, i = 0; y < height; y++) {
    const near = y >> 1;
    const far = Math.min(Math.max(y & 1 ? near + 1 : near - 1, 0), rows - 1);
    const smooth = columns > 2;
    for (let x = 0; x < columns; x++) {
      blue[x + 1] = smooth ? 3 * cb[near * stride + x]! + cb[far * stride + x]! : 4 * cb[near * stride + x]!;
      red[x + 1] = smooth ? 3 * cr[near * stride + x]! + cr[far * stride + x]! : 4 * cr[near * stride + x]!;
    }
    for (const sums of [blue, red]) {
      sums[0] = sums[1]!;
      sums[columns + 1] = sums[columns]!;
    }
    for (let x = 0; x < width; x++, i += 3) {
      const at = (x >> 1) + 1;
      const side = smooth ? (x & 1 ? at + 1 : at - 1) : at;
      const half = x & 1 ? 7 : 8;
      const u = ((3 * blue[at]! + blue[side]! + half) >> 4) - 128;
      const v = ((3 * red[at]! + red[side]! + half) >> 4) - 128;
      const l = luma[y * stride + x]!;
      to[i] = clamp(l + ((91881 * v + 32768) >> 16));
      to[i + 1] = clamp(l + ((-22554 * u - 46802 * v + 32768) >> 16));
      to[i + 2] = clamp(l + ((116130 * u + 32768) >> 16));
    }
  }
}

function clamp(value: number): number {
  return value < 0 ? 0 : Math.min(value, 255);
}
