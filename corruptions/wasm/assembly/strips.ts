// ../../kernels/strips.ts: eight samples a step.
import { packed } from './levels';

export function sumOfStrips(
  from: usize,
  width: i32,
  height: i32,
  margin: i32,
  heights: usize,
  strips: i32,
  dx: usize,
  which: usize,
  coefficients: usize,
  terms: i32,
  sums: usize,
  to: usize,
): void {
  const stride = (width + 2 * margin) * 3;
  const count = width * 3;
  for (let y = 0; y < height; y++) {
    for (let s = 0; s < strips; s++) {
      const h = load<i32>(heights + (<usize>s << 2));
      const line = sums + (<usize>(s * stride) << 1);
      const row = y + margin;
      if (y == 0) gather(from + (row - h) * stride, line, stride, 2 * h + 1);
      else slide(from + (row + h) * stride, from + (row - h - 1) * stride, line, stride);
    }
    let i: i32 = 0;
    for (; i + 8 <= count; i += 8) {
      const middle = sums + (<usize>(margin * 3 + i) << 1);
      let a = f64x2.splat(0);
      let b = a;
      let c = a;
      let d = a;
      for (let t: usize = 0; t < <usize>terms; t++) {
        const at = middle + (<usize>(load<i32>(which + (t << 2)) * stride) << 1);
        const offset = <usize>(6 * load<i32>(dx + (t << 2)));
        let pair = v128.load(at - offset);
        if (offset != 0) pair = i16x8.add(pair, v128.load(at + offset));
        const w = v128.load64_splat(coefficients + (t << 3));
        const low = i32x4.extend_low_i16x8_u(pair);
        const high = i32x4.extend_high_i16x8_u(pair);
        a = f64x2.add(a, f64x2.mul(w, f64x2.convert_low_i32x4_u(low)));
        b = f64x2.add(b, f64x2.mul(w, f64x2.convert_low_i32x4_u(upper(low))));
        c = f64x2.add(c, f64x2.mul(w, f64x2.convert_low_i32x4_u(high)));
        d = f64x2.add(d, f64x2.mul(w, f64x2.convert_low_i32x4_u(upper(high))));
      }
      v128.store64_lane(to + i, packed(a, b, c, d), 0);
    }
    for (; i < count; i++) {
      const middle = sums + (<usize>(margin * 3 + i) << 1);
      let total: f64 = 0;
      for (let t: usize = 0; t < <usize>terms; t++) {
        const at = middle + (<usize>(load<i32>(which + (t << 2)) * stride) << 1);
        const offset = <usize>(6 * load<i32>(dx + (t << 2)));
        let pair = <i32>load<u16>(at - offset);
        if (offset != 0) pair += load<u16>(at + offset);
        total += load<f64>(coefficients + (t << 3)) * <f64>pair;
      }
      store<u8>(to + i, <i32>min(max(total, 0.0), 255.0));
    }
    to += count;
  }
}

// @ts-ignore: decorator
@inline
function upper(x: v128): v128 {
  return i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** The sum of some rows. */
function gather(from: usize, line: usize, stride: i32, rows: i32): void {
  for (let i = 0; i < stride; i++) {
    let sum: i32 = 0;
    for (let row = 0; row < rows; row++) sum += load<u8>(from + row * stride + i);
    store<u16>(line + (<usize>i << 1), sum);
  }
}

/** One row enters, one leaves. */
// @ts-ignore: decorator
@inline
function slide(enter: usize, leave: usize, line: usize, stride: i32): void {
  let i: i32 = 0;
  for (; i + 8 <= stride; i += 8) {
    const at = line + (<usize>i << 1);
    const change = i16x8.sub(v128.load8x8_u(enter + i), v128.load8x8_u(leave + i));
    v128.store(at, i16x8.add(v128.load(at), change));
  }
  for (; i < stride; i++) {
    const at = line + (<usize>i << 1);
    store<u16>(at, <i32>load<u16>(at) + <i32>load<u8>(enter + i) - <i32>load<u8>(leave + i));
  }
}
