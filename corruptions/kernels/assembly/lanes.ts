// Four 32-bit or eight 16-bit numbers at a time.

// @ts-ignore: decorator
@inline
export function low16(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
}

// @ts-ignore: decorator
@inline
export function high16(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
}

// @ts-ignore: decorator
@inline
export function times(x: v128, constant: i32): v128 {
  return i32x4.mul(x, i32x4.splat(constant));
}

// @ts-ignore: decorator
@inline
export function descale(x: v128, bits: i32): v128 {
  return i32x4.shr_s(i32x4.add(x, i32x4.splat(1 << (bits - 1))), bits);
}
