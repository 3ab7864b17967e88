// The kernels of test/corruptions/kernels/sample.ts, two pixels per step.

/** Adding it to a whole number below 2^31 leaves the number in the lower 32 bits. */
const WHOLE: f64 = 6755399441055744.0;

export function sampleReflected(
  from: usize,
  to: usize,
  width: i32,
  height: i32,
  dx: usize,
  dy: usize,
  factor: f64,
): void {
  const one = f64x2.splat(1);
  const stride = 24 * <usize>width;
  for (let y = 0; y < height; y++) {
    let xs = f64x2(0, 1);
    // After an odd row's end, one arbitrary pixel is written, which the next row overwrites.
    for (let x: usize = 0; x < <usize>width; x += 2) {
      const px = f64x2.add(xs, moved(dx + (x << 3), factor));
      const py = f64x2.add(f64x2.splat(y), moved(dy + (x << 3), factor));
      xs = f64x2.add(xs, f64x2.splat(2));
      const floorX = f64x2.floor(px);
      const floorY = f64x2.floor(py);
      const columns = f64x2.add(floorX, f64x2.splat(WHOLE));
      const rows = f64x2.add(floorY, f64x2.splat(WHOLE));
      const east = f64x2.sub(px, floorX);
      const south = f64x2.sub(py, floorY);
      const west = f64x2.sub(one, east);
      const north = f64x2.sub(one, south);

      const column0 = i32x4.extract_lane(columns, 0);
      const column1 = i32x4.extract_lane(columns, 2);
      const row0 = i32x4.extract_lane(rows, 0);
      const row1 = i32x4.extract_lane(rows, 2);
      const west0 = 24 * reflected(column0, width);
      const east0 = 24 * reflected(column0 + 1, width);
      const west1 = 24 * reflected(column1, width);
      const east1 = 24 * reflected(column1 + 1, width);
      const north0 = from + stride * reflected(row0, height);
      const south0 = from + stride * reflected(row0 + 1, height);
      const north1 = from + stride * reflected(row1, height);
      const south1 = from + stride * reflected(row1 + 1, height);

      let a = weighed(v128.load(north0 + west0), first(north), first(west));
      a = f64x2.add(a, weighed(v128.load(north0 + east0), first(north), first(east)));
      a = f64x2.add(a, weighed(v128.load(south0 + west0), first(south), first(west)));
      a = f64x2.add(a, weighed(v128.load(south0 + east0), first(south), first(east)));
      let b = weighed(v128.load(north1 + west1), second(north), second(west));
      b = f64x2.add(b, weighed(v128.load(north1 + east1), second(north), second(east)));
      b = f64x2.add(b, weighed(v128.load(south1 + west1), second(south), second(west)));
      b = f64x2.add(b, weighed(v128.load(south1 + east1), second(south), second(east)));
      let blues = weighed(blue(north0 + west0, north1 + west1), north, west);
      blues = f64x2.add(blues, weighed(blue(north0 + east0, north1 + east1), north, east));
      blues = f64x2.add(blues, weighed(blue(south0 + west0, south1 + west1), south, west));
      blues = f64x2.add(blues, weighed(blue(south0 + east0, south1 + east1), south, east));

      const ab = i8x16.shuffle(
        f32x4.demote_f64x2_zero(a),
        f32x4.demote_f64x2_zero(b),
        0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23,
      );
      const words = i16x8.narrow_i32x4_s(levels(ab), levels(f32x4.demote_f64x2_zero(blues)));
      const bytes = i8x16.narrow_i16x8_u(words, words);
      const rgb = i8x16.shuffle(bytes, bytes, 0, 1, 4, 2, 3, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
      v128.store32_lane(to + 3 * x, rgb, 0);
      v128.store16_lane(to + 3 * x, rgb, 2, 4);
    }
    to += 3 * width;
    dx += <usize>width << 3;
    dy += <usize>width << 3;
  }
}

/** Two displacements in single precision. */
// @ts-ignore: decorator
@inline
function moved(at: usize, factor: f64): v128 {
  return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(f64x2.mul(f64x2.splat(factor), v128.load(at))));
}

// @ts-ignore: decorator
@inline
function weighed(value: v128, down: v128, across: v128): v128 {
  return f64x2.mul(f64x2.mul(value, down), across);
}

// @ts-ignore: decorator
@inline
function first(x: v128): v128 {
  return i8x16.shuffle(x, x, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
}

// @ts-ignore: decorator
@inline
function second(x: v128): v128 {
  return i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** The third samples of two pixels. */
// @ts-ignore: decorator
@inline
function blue(one: usize, other: usize): v128 {
  return v128.load64_lane(other, v128.load64_zero(one, 16), 1, 16);
}

/** 0..1 to 0..255, truncated. */
// @ts-ignore: decorator
@inline
function levels(x: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.min(f32x4.mul(x, f32x4.splat(255)), f32x4.splat(255)));
}

// @ts-ignore: decorator
@inline
function reflected(at: i32, length: i32): usize {
  return <u32>at < <u32>length ? at : folded(at, length);
}

function folded(at: i32, length: i32): i32 {
  const period = 2 * length;
  const within = ((at % period) + period) % period;
  return within < length ? within : period - 1 - within;
}
