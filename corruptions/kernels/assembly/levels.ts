// The kernels of test/corruptions/kernels/levels.ts: between 8 bits and doubles.

/** `table`: 256 doubles. */
export function lookUpDoubles(from: usize, to: usize, count: i32, table: usize): void {
  let i: i32 = 0;
  for (; i + 4 <= count; i += 4, from += 4, to += 32) {
    const a = load<f64>(table + (<usize>load<u8>(from) << 3));
    const b = load<f64>(table + (<usize>load<u8>(from, 1) << 3));
    const c = load<f64>(table + (<usize>load<u8>(from, 2) << 3));
    const d = load<f64>(table + (<usize>load<u8>(from, 3) << 3));
    store<f64>(to, a);
    store<f64>(to, b, 8);
    store<f64>(to, c, 16);
    store<f64>(to, d, 24);
  }
  for (; i < count; i++, from++, to += 8) store<f64>(to, load<f64>(table + (<usize>load<u8>(from) << 3)));
}

/** scale * value + shift, clipped to 0..255, truncated. */
export function toLevels(from: usize, to: usize, count: i32, scale: f64, shift: f64): void {
  const factor = f64x2.splat(scale);
  const offset = f64x2.splat(shift);
  let i: i32 = 0;
  for (; i + 8 <= count; i += 8) {
    const at = from + (<usize>i << 3);
    const a = f64x2.add(f64x2.mul(v128.load(at), factor), offset);
    const b = f64x2.add(f64x2.mul(v128.load(at, 16), factor), offset);
    const c = f64x2.add(f64x2.mul(v128.load(at, 32), factor), offset);
    const d = f64x2.add(f64x2.mul(v128.load(at, 48), factor), offset);
    v128.store64_lane(to + i, packed(a, b, c, d), 0);
  }
  for (; i < count; i++) {
    const value = load<f64>(from + (<usize>i << 3)) * scale + shift;
    store<u8>(to + i, <i32>min(max(value, 0.0), 255.0));
  }
}

/** Eight doubles, truncated and clipped to 0..255 (by narrowing), as the low eight bytes. */
// @ts-ignore: decorator
@inline
export function packed(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i8x16.shuffle(whole(a), whole(b), 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
  const cd = i8x16.shuffle(whole(c), whole(d), 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
  const words = i16x8.narrow_i32x4_s(ab, cd);
  return i8x16.narrow_i16x8_u(words, words);
}

// @ts-ignore: decorator
@inline
function whole(x: v128): v128 {
  return i32x4.trunc_sat_f64x2_s_zero(x);
}

/** Every sample through the table of its channel: three of 256 bytes, one after the other. */
export function lookUp(from: usize, to: usize, count: i32, tables: usize): void {
  for (let i = 0; i < count; i += 3) {
    store<u8>(to + i, load<u8>(tables + load<u8>(from + i)));
    store<u8>(to + i, load<u8>(tables + load<u8>(from + i, 1), 256), 1);
    store<u8>(to + i, load<u8>(tables + load<u8>(from + i, 2), 512), 2);
  }
}

/** The sum of every third sample, exact. */
export function sumChannel(from: usize, count: i32): f64 {
  let sum: i64 = 0;
  for (let i = 0; i < count; i += 3) sum += load<u8>(from + i);
  return <f64>sum;
}
