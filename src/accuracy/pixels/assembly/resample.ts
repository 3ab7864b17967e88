// The two passes of Pillow's resize, exact in integers, with SIMD (AssemblyScript).
//
// A coefficient c of 23 bits is split into c = high * 2^11 + low, so that both halves fit 16-bit lanes
// and a sum of products is two chains of 16-bit dot products: sum = low sum + (high sum << 11).
// Coefficients come in pairs of taps: 32 bits of low halves (first tap in the low 16), 32 bits of high ones.
// Sums wrap modulo 2^32 and so does Pillow's own total, which always fits.

const PRECISION: i32 = 22;
const SPLIT: i32 = 11;
const HALF: i32 = 1 << (PRECISION - 1);

/**
 * Horizontal pass over `rows` rows of packed RGB, four at a time.
 * `starts`: i32 per output, byte offset of its first tap within a row. Taps of an output are
 * padded with zeros to `quads` groups of four: 16 bytes of coefficients a group, [low 01, low 23, high 01, high 23].
 * Rows of `to` are `toStride` bytes apart, at least 3 * outputs + 1. Reads up to 16 bytes beyond the last tap.
 */
export function horizontal(
  from: usize,
  fromStride: usize,
  rows: i32,
  to: usize,
  toStride: usize,
  outputs: i32,
  starts: usize,
  coefficients: usize,
  quads: i32,
): void {
  let row: i32 = 0;
  for (; row + 4 <= rows; row += 4) {
    let coefficient = coefficients;
    for (let x: i32 = 0; x < outputs; x++) {
      let at = from + <usize>load<i32>(starts + (<usize>x << 2));
      let low0 = i32x4.splat(HALF);
      let low1 = low0;
      let low2 = low0;
      let low3 = low0;
      let high0 = i32x4.splat(0);
      let high1 = high0;
      let high2 = high0;
      let high3 = high0;
      for (let quad: i32 = 0; quad < quads; quad++, at += 12, coefficient += 16) {
        const lowA = v128.load32_splat(coefficient);
        const lowB = v128.load32_splat(coefficient, 4);
        const highA = v128.load32_splat(coefficient, 8);
        const highB = v128.load32_splat(coefficient, 12);
        let pixels = v128.load(at);
        let a = firstPair(pixels);
        let b = secondPair(pixels);
        low0 = i32x4.add(i32x4.add(low0, i32x4.dot_i16x8_s(a, lowA)), i32x4.dot_i16x8_s(b, lowB));
        high0 = i32x4.add(i32x4.add(high0, i32x4.dot_i16x8_s(a, highA)), i32x4.dot_i16x8_s(b, highB));
        pixels = v128.load(at + fromStride);
        a = firstPair(pixels);
        b = secondPair(pixels);
        low1 = i32x4.add(i32x4.add(low1, i32x4.dot_i16x8_s(a, lowA)), i32x4.dot_i16x8_s(b, lowB));
        high1 = i32x4.add(i32x4.add(high1, i32x4.dot_i16x8_s(a, highA)), i32x4.dot_i16x8_s(b, highB));
        pixels = v128.load(at + 2 * fromStride);
        a = firstPair(pixels);
        b = secondPair(pixels);
        low2 = i32x4.add(i32x4.add(low2, i32x4.dot_i16x8_s(a, lowA)), i32x4.dot_i16x8_s(b, lowB));
        high2 = i32x4.add(i32x4.add(high2, i32x4.dot_i16x8_s(a, highA)), i32x4.dot_i16x8_s(b, highB));
        pixels = v128.load(at + 3 * fromStride);
        a = firstPair(pixels);
        b = secondPair(pixels);
        low3 = i32x4.add(i32x4.add(low3, i32x4.dot_i16x8_s(a, lowA)), i32x4.dot_i16x8_s(b, lowB));
        high3 = i32x4.add(i32x4.add(high3, i32x4.dot_i16x8_s(a, highA)), i32x4.dot_i16x8_s(b, highB));
      }
      const out = to + <usize>x * 3;
      storePixel(out, low0, high0);
      storePixel(out + toStride, low1, high1);
      storePixel(out + 2 * toStride, low2, high2);
      storePixel(out + 3 * toStride, low3, high3);
    }
    from += 4 * fromStride;
    to += 4 * toStride;
  }
  for (; row < rows; row++) {
    let coefficient = coefficients;
    for (let x: i32 = 0; x < outputs; x++) {
      let at = from + <usize>load<i32>(starts + (<usize>x << 2));
      let low = i32x4.splat(HALF);
      let high = i32x4.splat(0);
      for (let quad: i32 = 0; quad < quads; quad++, at += 12, coefficient += 16) {
        const pixels = v128.load(at);
        const a = firstPair(pixels);
        const b = secondPair(pixels);
        low = i32x4.add(low, i32x4.dot_i16x8_s(a, v128.load32_splat(coefficient)));
        low = i32x4.add(low, i32x4.dot_i16x8_s(b, v128.load32_splat(coefficient, 4)));
        high = i32x4.add(high, i32x4.dot_i16x8_s(a, v128.load32_splat(coefficient, 8)));
        high = i32x4.add(high, i32x4.dot_i16x8_s(b, v128.load32_splat(coefficient, 12)));
      }
      storePixel(to + <usize>x * 3, low, high);
    }
    from += fromStride;
    to += toStride;
  }
}

/** No lane of a swizzle: gives a zero, and only constants with its top bit set make it one instruction. */
const Z: i8 = -128;

/** Pixels 0 and 1 of four packed ones as 16-bit lanes [r0 r1 g0 g1 b0 b1 0 0]. */
// @ts-ignore: decorator
@inline
function firstPair(pixels: v128): v128 {
  return i8x16.swizzle(pixels, i8x16(0, Z, 3, Z, 1, Z, 4, Z, 2, Z, 5, Z, Z, Z, Z, Z));
}

// @ts-ignore: decorator
@inline
function secondPair(pixels: v128): v128 {
  return i8x16.swizzle(pixels, i8x16(6, Z, 9, Z, 7, Z, 10, Z, 8, Z, 11, Z, Z, Z, Z, Z));
}

/** Writes four bytes: the pixel and one that the next pixel overwrites. */
// @ts-ignore: decorator
@inline
function storePixel(to: usize, low: v128, high: v128): void {
  const sum = i32x4.shr_s(i32x4.add(low, i32x4.shl(high, SPLIT)), PRECISION);
  const words = i16x8.narrow_i32x4_s(sum, sum);
  v128.store_lane<u32>(to, i8x16.narrow_i16x8_u(words, words), 0);
}

/**
 * Vertical pass over rows of `stride` bytes (a multiple of 16). `starts`: i32 per output row, the index of
 * its first input row. Taps are padded with a zero to `pairs` pairs: 8 bytes of coefficients a pair, [low, high].
 * The rows that padding points at must be readable.
 */
export function vertical(
  from: usize,
  stride: usize,
  to: usize,
  outputs: i32,
  starts: usize,
  coefficients: usize,
  pairs: i32,
): void {
  for (let y: i32 = 0; y < outputs; y++) {
    const rows = from + <usize>load<i32>(starts + (<usize>y << 2)) * stride;
    for (let x: usize = 0; x < stride; x += 16) {
      let at = rows + x;
      let coefficient = coefficients;
      let low0 = i32x4.splat(HALF);
      let low1 = low0;
      let low2 = low0;
      let low3 = low0;
      let high0 = i32x4.splat(0);
      let high1 = high0;
      let high2 = high0;
      let high3 = high0;
      for (let pair: i32 = 0; pair < pairs; pair++, at += 2 * stride, coefficient += 8) {
        const low = v128.load32_splat(coefficient);
        const high = v128.load32_splat(coefficient, 4);
        const upper = v128.load(at);
        const lower = v128.load(at + stride);
        const left = i8x16.shuffle(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const right = i8x16.shuffle(upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        let pixels = i16x8.extend_low_i8x16_u(left);
        low0 = i32x4.add(low0, i32x4.dot_i16x8_s(pixels, low));
        high0 = i32x4.add(high0, i32x4.dot_i16x8_s(pixels, high));
        pixels = i16x8.extend_high_i8x16_u(left);
        low1 = i32x4.add(low1, i32x4.dot_i16x8_s(pixels, low));
        high1 = i32x4.add(high1, i32x4.dot_i16x8_s(pixels, high));
        pixels = i16x8.extend_low_i8x16_u(right);
        low2 = i32x4.add(low2, i32x4.dot_i16x8_s(pixels, low));
        high2 = i32x4.add(high2, i32x4.dot_i16x8_s(pixels, high));
        pixels = i16x8.extend_high_i8x16_u(right);
        low3 = i32x4.add(low3, i32x4.dot_i16x8_s(pixels, low));
        high3 = i32x4.add(high3, i32x4.dot_i16x8_s(pixels, high));
      }
      v128.store(
        to + x,
        i8x16.narrow_i16x8_u(
          i16x8.narrow_i32x4_s(total(low0, high0), total(low1, high1)),
          i16x8.narrow_i32x4_s(total(low2, high2), total(low3, high3)),
        ),
      );
    }
    coefficients += <usize>pairs << 3;
    to += stride;
  }
}

// @ts-ignore: decorator
@inline
function total(low: v128, high: v128): v128 {
  return i32x4.shr_s(i32x4.add(low, i32x4.shl(high, SPLIT)), PRECISION);
}
