// The kernels of test/corruptions/kernels/tint.ts: four pixels per step.

export function tint(
  from: usize,
  to: usize,
  shares: usize,
  count: i32,
  opaque: i32,
  red: f64,
  green: f64,
  blue: f64,
): void {
  const r = <f32>red;
  const g = <f32>green;
  const b = <f32>blue;
  const first = quad(r, g, b, r);
  const second = quad(g, b, r, g);
  const third = quad(b, r, g, b);
  let p: i32 = 0;
  for (; p + 4 <= count; p += 4, from += 12, to += 12, shares += 16) {
    const s = v128.load(shares);
    const a = tinted(from, i8x16.shuffle(s, s, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7), first, opaque);
    const m = tinted(from + 4, i8x16.shuffle(s, s, 4, 5, 6, 7, 4, 5, 6, 7, 8, 9, 10, 11, 8, 9, 10, 11), second, opaque);
    const z = tinted(
      from + 8,
      i8x16.shuffle(s, s, 8, 9, 10, 11, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15),
      third,
      opaque,
    );
    const bytes = i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(a, m), i16x8.narrow_i32x4_s(z, z));
    v128.store64_lane(to, bytes, 0);
    v128.store32_lane(to, bytes, 2, 8);
  }
  for (; p < count; p++, from += 3, to += 3, shares += 4) {
    const levels = tinted(from, v128.load32_splat(shares), first, opaque);
    const words = i16x8.narrow_i32x4_s(levels, levels);
    const bytes = i8x16.narrow_i16x8_u(words, words);
    v128.store16_lane(to, bytes, 0);
    v128.store8_lane(to, bytes, 2, 2);
  }
}

/** Four samples as levels. */
// @ts-ignore: decorator
@inline
function tinted(from: usize, share: v128, colour: v128, opaque: i32): v128 {
  const levels = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from)));
  let kept = f32x4.div(f32x4.convert_i32x4_u(levels), f32x4.splat(255));
  if (opaque) kept = f32x4.mul(kept, f32x4.sub(f32x4.splat(1), share));
  const value = f32x4.add(kept, f32x4.mul(colour, share));
  return i32x4.trunc_sat_f32x4_s(f32x4.mul(f32x4.pmin(value, f32x4.splat(1)), f32x4.splat(255)));
}

function quad(a: f32, b: f32, c: f32, d: f32): v128 {
  return f32x4.replace_lane(f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(a), 1, b), 2, c), 3, d);
}
