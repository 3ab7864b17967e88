// The kernels of test/corruptions/kernels/strips.ts: sixteen samples per step in integers, or eight in doubles where
// integers are not precise enough.
import { high16, low16 } from './lanes';
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
  high: usize,
  low: usize,
  shift: i32,
  lowShift: i32,
  slack: i32,
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
    const middle = sums + (<usize>(margin * 3) << 1);
    let i: i32 = 0;
    for (; i + 16 <= count; i += 16) {
      const at = middle + (<usize>i << 1);
      if (estimate(at, stride << 1, dx, which, terms, high, low, shift, lowShift, slack, to + i)) continue;
      exact(at, stride << 1, dx, which, coefficients, terms, to + i);
      exact(at + 16, stride << 1, dx, which, coefficients, terms, to + i + 8);
    }
    for (; i + 8 <= count; i += 8)
      exact(middle + (<usize>i << 1), stride << 1, dx, which, coefficients, terms, to + i);
    for (; i < count; i++) {
      let total: f64 = 0;
      for (let t: usize = 0; t < <usize>terms; t++) {
        const at = middle + (<usize>(load<i32>(which + (t << 2)) * stride + i) << 1);
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

/**
 * Computes sixteen sums in fixed point. Returns false and writes nothing if one is so close to a step between two
 * levels that rounding may have crossed it. `line`: bytes of a line of sums.
 */
// @ts-ignore: decorator
@inline
function estimate(
  middle: usize,
  line: i32,
  dx: usize,
  which: usize,
  terms: i32,
  high: usize,
  low: usize,
  shift: i32,
  lowShift: i32,
  slack: i32,
  to: usize,
): bool {
  let a = i32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  for (let t: i32 = 0; t < terms; t += 2) {
    const first = <usize>t << 2;
    // With an odd number of terms, the last is used twice, the second time with a coefficient of 0.
    const second = <usize>min(t + 1, terms - 1) << 2;
    const p = middle + load<i32>(which + first) * line;
    const q = middle + load<i32>(which + second) * line;
    const atP = <usize>(6 * load<i32>(dx + first));
    const atQ = <usize>(6 * load<i32>(dx + second));
    const u = v128.load32_splat(high + (<usize>t << 1));
    const v = v128.load32_splat(low + (<usize>t << 1));
    let x = i16x8.add(v128.load(p - atP), v128.load(p + atP));
    let y = i16x8.add(v128.load(q - atQ), v128.load(q + atQ));
    let near = low16(x, y);
    let far = high16(x, y);
    a = i32x4.add(a, i32x4.dot_i16x8_s(near, u));
    b = i32x4.add(b, i32x4.dot_i16x8_s(far, u));
    e = i32x4.add(e, i32x4.dot_i16x8_s(near, v));
    f = i32x4.add(f, i32x4.dot_i16x8_s(far, v));
    x = i16x8.add(v128.load(p - atP, 16), v128.load(p + atP, 16));
    y = i16x8.add(v128.load(q - atQ, 16), v128.load(q + atQ, 16));
    near = low16(x, y);
    far = high16(x, y);
    c = i32x4.add(c, i32x4.dot_i16x8_s(near, u));
    d = i32x4.add(d, i32x4.dot_i16x8_s(far, u));
    g = i32x4.add(g, i32x4.dot_i16x8_s(near, v));
    h = i32x4.add(h, i32x4.dot_i16x8_s(far, v));
  }
  a = i32x4.add(a, i32x4.shr_s(e, lowShift));
  b = i32x4.add(b, i32x4.shr_s(f, lowShift));
  c = i32x4.add(c, i32x4.shr_s(g, lowShift));
  d = i32x4.add(d, i32x4.shr_s(h, lowShift));
  const least = levels(a, b, c, d, -slack, shift);
  if (v128.any_true(v128.xor(least, levels(a, b, c, d, slack, shift)))) return false;
  v128.store(to, least);
  return true;
}

// @ts-ignore: decorator
@inline
function levels(a: v128, b: v128, c: v128, d: v128, change: i32, shift: i32): v128 {
  const more = i32x4.splat(change);
  return i8x16.narrow_i16x8_u(
    i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(a, more), shift), i32x4.shr_s(i32x4.add(b, more), shift)),
    i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(c, more), shift), i32x4.shr_s(i32x4.add(d, more), shift)),
  );
}

/** Eight sums in doubles. */
// @ts-ignore: decorator
@inline
function exact(middle: usize, line: i32, dx: usize, which: usize, coefficients: usize, terms: i32, to: usize): void {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let t: usize = 0; t < <usize>terms; t++) {
    const at = middle + load<i32>(which + (t << 2)) * line;
    const offset = <usize>(6 * load<i32>(dx + (t << 2)));
    let pair = v128.load(at - offset);
    if (offset != 0) pair = i16x8.add(pair, v128.load(at + offset));
    const w = v128.load64_splat(coefficients + (t << 3));
    const near = i32x4.extend_low_i16x8_u(pair);
    const far = i32x4.extend_high_i16x8_u(pair);
    a = f64x2.add(a, f64x2.mul(w, f64x2.convert_low_i32x4_u(near)));
    b = f64x2.add(b, f64x2.mul(w, f64x2.convert_low_i32x4_u(upper(near))));
    c = f64x2.add(c, f64x2.mul(w, f64x2.convert_low_i32x4_u(far)));
    d = f64x2.add(d, f64x2.mul(w, f64x2.convert_low_i32x4_u(upper(far))));
  }
  v128.store64_lane(to, packed(a, b, c, d), 0);
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
