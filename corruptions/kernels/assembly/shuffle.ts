// The kernels of test/corruptions/kernels/shuffle.ts
import { lane, wordsAt } from './random';

/** Two words per pixel, dx first; the words of four pixels are made together. `pixels`: one i32 per pixel. */
export function shuffle(
  data: usize,
  pixels: usize,
  width: i32,
  height: i32,
  reach: i32,
  passes: i32,
  key0: i32,
  key1: i32,
  next: i32,
): i32 {
  widen(data, pixels, width * height);
  const middle = i32x4.splat(-reach * (width + 1));
  for (let pass = 0; pass < passes; pass++)
    for (let y = height - reach; y > reach; y--) {
      let at = pixels + (<usize>(y * width + width - reach) << 2);
      for (let rest = width - 2 * reach; rest > 0; rest -= 4, at -= 16) {
        const first = i32x4.splat(next + key0);
        const dx = scaled(wordsAt(i32x4.add(first, i32x4(0, 2, 4, 6)), key1), reach);
        const dy = scaled(wordsAt(i32x4.add(first, i32x4(1, 3, 5, 7)), key1), reach);
        const offsets = i32x4.add(i32x4.add(i32x4.mul(dy, i32x4.splat(width)), dx), middle);
        if (rest >= 4) {
          for (let k = 0; k < 4; k++) move(at - (k << 2), lane(offsets, k));
          next += 8;
        } else {
          for (let k = 0; k < rest; k++) move(at - (k << 2), lane(offsets, k));
          next += 2 * rest;
        }
      }
    }
  narrow(pixels, data, width * height);
  return next;
}

// @ts-ignore: decorator
@inline
function move(at: usize, offset: i32): void {
  store<i32>(at, load<i32>(at + (offset << 2)));
}

/** Words as integers on 0..2 * reach - 1: (word + 1/2) * 2 * reach / 2^32, rounded down. */
// @ts-ignore: decorator
@inline
function scaled(words: v128, reach: i32): v128 {
  const span = i32x4.splat(2 * reach);
  const half = i64x2.splat(reach);
  const low = i64x2.add(i64x2.extmul_low_i32x4_u(words, span), half);
  const high = i64x2.add(i64x2.extmul_high_i32x4_u(words, span), half);
  return i8x16.shuffle(low, high, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
}

/** Widens RGB to four bytes per pixel, four pixels per step. */
function widen(from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i += 4, from += 12, to += 16) {
    const rgb = v128.load(from);
    v128.store(to, i8x16.shuffle(rgb, rgb, 0, 1, 2, 0, 3, 4, 5, 0, 6, 7, 8, 0, 9, 10, 11, 0));
  }
}

/** Packs four bytes per pixel back into RGB. */
function narrow(from: usize, to: usize, count: i32): void {
  for (let i = 0; i < count; i += 4, from += 16, to += 12) {
    const wide = v128.load(from);
    const rgb = i8x16.shuffle(wide, wide, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 0, 0, 0);
    v128.store64_lane(to, rgb, 0);
    v128.store32_lane(to, rgb, 2, 8);
  }
}
