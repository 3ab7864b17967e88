// The kernels of test/corruptions/kernels/canny.ts: eight pixels per step. Writes beyond a row's end fall on borders,
// which are cleared, and on the next row, which is written later.

/** `marks`: u8 plane; `gradients`: three i16 planes. */
export function markPeaks(
  grey: usize,
  width: i32,
  height: i32,
  low: i32,
  high: i32,
  gradients: usize,
  marks: usize,
): void {
  const stride = <usize>(width + 4);
  const plane = (stride * <usize>(height + 4)) << 1;
  for (let y = 0; y < height; y++) {
    const first = <usize>(y + 2) * stride + 2;
    for (let at = first; at < first + <usize>width; at += 8)
      slopes(grey + at, stride, gradients + (at << 1), plane);
  }
  clearBorder(gradients + 2 * plane, stride << 1, height, 4);
  for (let y = 0; y < height; y++) {
    const first = <usize>(y + 2) * stride + 2;
    for (let at = first; at < first + <usize>width; at += 8)
      v128.store64_lane(marks + at, peaks(gradients + (at << 1), plane, stride << 1, low, high), 0);
  }
  clearBorder(marks, stride, height, 2);
}

/** Sobel gradients and their L1 size, one plane after the other. */
// @ts-ignore: decorator
@inline
function slopes(at: usize, stride: usize, to: usize, plane: usize): void {
  const a = v128.load8x8_u(at - stride - 1);
  const b = v128.load8x8_u(at - stride);
  const c = v128.load8x8_u(at - stride + 1);
  const d = v128.load8x8_u(at - 1);
  const e = v128.load8x8_u(at + 1);
  const f = v128.load8x8_u(at + stride - 1);
  const g = v128.load8x8_u(at + stride);
  const h = v128.load8x8_u(at + stride + 1);
  const gx = i16x8.add(i16x8.sub(i16x8.add(c, h), i16x8.add(a, f)), i16x8.shl(i16x8.sub(e, d), 1));
  const gy = i16x8.add(i16x8.sub(i16x8.add(f, h), i16x8.add(a, c)), i16x8.shl(i16x8.sub(g, b), 1));
  v128.store(to, gx);
  v128.store(to + plane, gy);
  v128.store(to + 2 * plane, i16x8.add(i16x8.abs(gx), i16x8.abs(gy)));
}

/** Marks of eight pixels, the low bytes. `stride` in bytes. */
// @ts-ignore: decorator
@inline
function peaks(at: usize, plane: usize, stride: usize, low: i32, high: i32): v128 {
  const size = at + 2 * plane;
  const here = v128.load(size);
  const candidates = i16x8.gt_s(here, i16x8.splat(<i16>low));
  if (!v128.any_true(candidates)) return i16x8.splat(0);
  const gx = v128.load(at);
  const gy = v128.load(at + plane);
  const ax = i16x8.abs(gx);
  const ay = i16x8.abs(gy);
  const above = size - stride;
  const below = size + stride;
  const across = v128.and(i16x8.gt_s(here, v128.load(size - 2)), i16x8.ge_s(here, v128.load(size + 2)));
  const down = v128.and(i16x8.gt_s(here, v128.load(above)), i16x8.ge_s(here, v128.load(below)));
  const falling = v128.and(i16x8.gt_s(here, v128.load(above - 2)), i16x8.gt_s(here, v128.load(below + 2)));
  const rising = v128.and(i16x8.gt_s(here, v128.load(above + 2)), i16x8.gt_s(here, v128.load(below - 2)));
  const lowX = i32x4.extend_low_i16x8_s(ax);
  const highX = i32x4.extend_high_i16x8_s(ax);
  const lowY = i32x4.shl(i32x4.extend_low_i16x8_s(ay), 15);
  const highY = i32x4.shl(i32x4.extend_high_i16x8_s(ay), 15);
  const flat = i16x8.narrow_i32x4_s(
    i32x4.lt_s(lowY, i32x4.mul(lowX, i32x4.splat(TANGENT))),
    i32x4.lt_s(highY, i32x4.mul(highX, i32x4.splat(TANGENT))),
  );
  const steep = i16x8.narrow_i32x4_s(
    i32x4.gt_s(lowY, i32x4.mul(lowX, i32x4.splat(TANGENT + 65536))),
    i32x4.gt_s(highY, i32x4.mul(highX, i32x4.splat(TANGENT + 65536))),
  );
  const opposite = i16x8.shr_s(v128.xor(gx, gy), 15);
  const aslant = v128.bitselect(rising, falling, opposite);
  const peak = v128.bitselect(across, v128.bitselect(down, aslant, steep), flat);
  const marks = i16x8.sub(i16x8.splat(1), i16x8.gt_s(here, i16x8.splat(<i16>high)));
  const own = v128.and(v128.and(peak, candidates), marks);
  return i8x16.narrow_i16x8_u(own, own);
}

const TANGENT: i32 = 13573;

/** Clears a plane's border; `stride` and `side`, of two pixels, in bytes. */
function clearBorder(plane: usize, stride: usize, height: i32, side: usize): void {
  const bottom = plane + <usize>(height + 2) * stride;
  memory.fill(plane, 0, 2 * stride);
  for (let row = plane + 2 * stride; row < bottom; row += stride) {
    memory.fill(row, 0, side);
    memory.fill(row + stride - side, 0, side);
  }
  memory.fill(bottom, 0, 2 * stride);
}
