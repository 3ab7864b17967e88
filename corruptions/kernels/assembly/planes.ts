// The kernels of test/corruptions/kernels/planes.ts: eight pixels per step; writes beyond a row's end fall on the border.

export function meanOfDistances(map: usize, to: usize, width: i32, height: i32): void {
  const stride = <usize>(width + 4);
  for (let y = 0; y < height; y++) {
    const first = <usize>(y + 2) * stride + 2;
    for (let at = first; at < first + <usize>width; at += 8) {
      const place = map + (at << 2);
      // x / 9, exact for x below 512.
      const low = times57(i32x4.shr_s(nineDistances(place, stride << 2), 16));
      const high = times57(i32x4.shr_s(nineDistances(place + 16, stride << 2), 16));
      const words = i16x8.narrow_i32x4_s(i32x4.shr_s(low, 9), i32x4.shr_s(high, 9));
      v128.store64_lane(to + at, i8x16.narrow_i16x8_u(words, words), 0);
    }
  }
}

// @ts-ignore: decorator
@inline
function times57(x: v128): v128 {
  return i32x4.mul(x, i32x4.splat(57));
}

// @ts-ignore: decorator
@inline
function nineDistances(at: usize, stride: usize): v128 {
  const above = threeDistances(at - stride);
  return i32x4.add(i32x4.add(above, threeDistances(at)), threeDistances(at + stride));
}

// @ts-ignore: decorator
@inline
function threeDistances(at: usize): v128 {
  return i32x4.add(i32x4.add(v128.load(at - 4), v128.load(at)), v128.load(at + 4));
}

export function meanOfLevels(from: usize, to: usize, width: i32, height: i32): void {
  const stride = <usize>(width + 4);
  for (let y = 0; y < height; y++) {
    const first = <usize>(y + 2) * stride + 2;
    for (let at = first; at < first + <usize>width; at += 8) {
      const rows = i16x8.add(threeLevels(from + at - stride), threeLevels(from + at));
      const sum = i16x8.add(i16x8.add(rows, threeLevels(from + at + stride)), i16x8.splat(4));
      // x / 9, exact for x below 16384.
      const low = i32x4.mul(i32x4.extend_low_i16x8_u(sum), i32x4.splat(7282));
      const high = i32x4.mul(i32x4.extend_high_i16x8_u(sum), i32x4.splat(7282));
      const words = i16x8.narrow_i32x4_s(i32x4.shr_s(low, 16), i32x4.shr_s(high, 16));
      v128.store64_lane(to + at, i8x16.narrow_i16x8_u(words, words), 0);
    }
  }
}

// @ts-ignore: decorator
@inline
function threeLevels(at: usize): v128 {
  return i16x8.add(i16x8.add(v128.load8x8_u(at - 1), v128.load8x8_u(at)), v128.load8x8_u(at + 1));
}

export function emboss(from: usize, to: usize, width: i32, height: i32): void {
  const stride = <usize>(width + 4);
  for (let y = 0; y < height; y++) {
    const first = <usize>(y + 2) * stride + 2;
    for (let i = first; i < first + <usize>width; i += 8) {
      const at = from + i;
      const near = i16x8.add(v128.load8x8_u(at + 1), v128.load8x8_u(at + stride));
      const far = i16x8.add(v128.load8x8_u(at - 1), v128.load8x8_u(at - stride));
      const corners = i16x8.sub(v128.load8x8_u(at + stride + 1), v128.load8x8_u(at - stride - 1));
      const sides = i16x8.add(v128.load8x8_u(at), i16x8.sub(near, far));
      const value = i16x8.add(sides, i16x8.shl(corners, 1));
      v128.store64_lane(to + i, i8x16.narrow_i16x8_u(value, value), 0);
    }
  }
}
