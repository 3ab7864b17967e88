// Colours of a JPEG: pixels to planes with halved chroma, and back.
import { descale, low16, times } from './lanes';

export function toPlanes(from: usize, luma: usize, cb: usize, cr: usize, width: i32, height: i32, stride: i32): void {
  const low = i32x4.splat(255);
  for (let y = 0; y < height; y++) {
    const line = <usize>(y * stride);
    let x: i32 = 0;
    // Sixteen bytes hold a little more than five pixels; four are used.
    for (; x + 6 <= width; x += 4, from += 12) {
      const bytes = v128.load(from);
      const pixels = i8x16.swizzle(bytes, i8x16(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1));
      const r = v128.and(pixels, low);
      const g = v128.and(i32x4.shr_u(pixels, 8), low);
      const b = i32x4.shr_u(pixels, 16);
      let l = i32x4.mul(r, i32x4.splat(19595));
      l = i32x4.add(l, i32x4.mul(g, i32x4.splat(38470)));
      l = i32x4.add(l, i32x4.mul(b, i32x4.splat(7471)));
      l = i32x4.shr_u(i32x4.add(l, i32x4.splat(32768)), 16);
      let u = i32x4.mul(r, i32x4.splat(-11059));
      u = i32x4.add(u, i32x4.mul(g, i32x4.splat(-21709)));
      u = i32x4.add(u, i32x4.shl(b, 15));
      u = i32x4.shr_u(i32x4.add(u, i32x4.splat(8421375)), 16);
      let v = i32x4.shl(r, 15);
      v = i32x4.add(v, i32x4.mul(g, i32x4.splat(-27439)));
      v = i32x4.add(v, i32x4.mul(b, i32x4.splat(-5329)));
      v = i32x4.shr_u(i32x4.add(v, i32x4.splat(8421375)), 16);
      const lu = i16x8.narrow_i32x4_s(l, u);
      const all = i8x16.narrow_i16x8_u(lu, i16x8.narrow_i32x4_s(v, v));
      v128.store32_lane(luma + line + x, all, 0);
      v128.store32_lane(cb + line + x, all, 1);
      v128.store32_lane(cr + line + x, all, 2);
    }
    for (; x < width; x++, from += 3) {
      const r = <i32>load<u8>(from);
      const g = <i32>load<u8>(from, 1);
      const b = <i32>load<u8>(from, 2);
      store<u8>(luma + line + x, (19595 * r + 38470 * g + 7471 * b + 32768) >> 16);
      store<u8>(cb + line + x, (-11059 * r - 21709 * g + 32768 * b + 8421375) >> 16);
      store<u8>(cr + line + x, (32768 * r - 27439 * g - 5329 * b + 8421375) >> 16);
    }
    extend(luma + line, width, stride);
    extend(cb + line, width, stride);
    extend(cr + line, width, stride);
  }
  const end = (height + 15) & ~15;
  const last = <usize>((height - 1) * stride);
  for (let y = height; y < end; y++) {
    const line = <usize>(y * stride);
    memory.copy(luma + line, luma + last, stride);
    memory.copy(cb + line, cb + last, stride);
    memory.copy(cr + line, cr + last, stride);
  }
}

function extend(line: usize, width: i32, stride: i32): void {
  if (width < stride) memory.fill(line + width, load<u8>(line + width - 1), stride - width);
}

export function halve(plane: usize, height: i32, stride: i32): void {
  const columns = stride >> 1;
  const rows = (height + 1) >> 1;
  const rounding = i16x8(1, 2, 1, 2, 1, 2, 1, 2);
  for (let y = 0; y < rows; y++) {
    const above = plane + <usize>(2 * y * stride);
    const to = plane + <usize>(y * stride);
    for (let x: i32 = 0; x < columns; x += 8) {
      const upper = i16x8.extadd_pairwise_i8x16_u(v128.load(above + 2 * x));
      const lower = i16x8.extadd_pairwise_i8x16_u(v128.load(above + stride + 2 * x));
      const mean = i16x8.shr_u(i16x8.add(i16x8.add(upper, lower), rounding), 2);
      v128.store64_lane(to + x, i8x16.narrow_i16x8_u(mean, mean), 0);
    }
  }
  const end = ((height + 15) & ~15) >> 1;
  for (let y = rows; y < end; y++)
    memory.copy(plane + <usize>(y * stride), plane + <usize>((rows - 1) * stride), columns);
}

/** `sums`: scratch, two lines of (width + 1) / 2 + 2 16-bit sums each, padded to 16 bytes. */
export function fromPlanes(
  luma: usize,
  cb: usize,
  cr: usize,
  to: usize,
  width: i32,
  height: i32,
  stride: i32,
  sums: usize,
): void {
  const columns = (width + 1) >> 1;
  const rows = (height + 1) >> 1;
  const smooth = columns > 2;
  const blue = sums + 16;
  const red = blue + <usize>((2 * columns + 63) & ~15);
  for (let y = 0; y < height; y++) {
    const near = y >> 1;
    const far = smooth ? min(max(y & 1 ? near + 1 : near - 1, 0), rows - 1) : near;
    addLines(cb + <usize>(near * stride), cb + <usize>(far * stride), blue, columns);
    addLines(cr + <usize>(near * stride), cr + <usize>(far * stride), red, columns);
    const line = luma + <usize>(y * stride);
    let x: i32 = 0;
    if (smooth) {
      for (; x + 8 <= width; x += 8, to += 24) eightPixels(line + x, blue + x, red + x, to);
    }
    for (; x < width; x++, to += 3) {
      const at = <usize>((x >> 1) << 1);
      const side = smooth ? (x & 1 ? at + 2 : at - 2) : at;
      const half = x & 1 ? 7 : 8;
      const u = ((3 * <i32>load<u16>(blue + at) + <i32>load<u16>(blue + side) + half) >> 4) - 128;
      const v = ((3 * <i32>load<u16>(red + at) + <i32>load<u16>(red + side) + half) >> 4) - 128;
      const l = <i32>load<u8>(line + x);
      store<u8>(to, clamp(l + ((91881 * v + 32768) >> 16)));
      store<u8>(to, clamp(l + ((-22554 * u - 46802 * v + 32768) >> 16)), 1);
      store<u8>(to, clamp(l + ((116130 * u + 32768) >> 16)), 2);
    }
  }
}

/** Computes to = 3 * near + far, 16 bits per sample, with the first and the last repeated. */
// @ts-ignore: decorator
@inline
function addLines(near: usize, far: usize, to: usize, columns: i32): void {
  const three = i16x8.splat(3);
  for (let x = 0; x < columns; x += 8)
    v128.store(
      to + (x << 1),
      i16x8.add(i16x8.mul(v128.load8x8_u(near + x), three), v128.load8x8_u(far + x)),
    );
  store<u16>(to - 2, load<u16>(to));
  const end = to + (columns << 1);
  store<u16>(end, load<u16>(end - 2));
}

/** Computes the chroma of eight pixels, minus 128, from four sums and their neighbours. */
// @ts-ignore: decorator
@inline
function chroma(sums: usize): v128 {
  const here = v128.load(sums);
  const before = v128.load(sums - 2);
  const after = v128.load(sums + 2);
  const centre = i16x8.mul(low16(here, here), i16x8.splat(3));
  const side = low16(before, after);
  const sum = i16x8.add(i16x8.add(centre, side), i16x8(8, 7, 8, 7, 8, 7, 8, 7));
  return i16x8.sub(i16x8.shr_u(sum, 4), i16x8.splat(128));
}

// @ts-ignore: decorator
@inline
function eightPixels(luma: usize, blue: usize, red: usize, to: usize): void {
  const l = v128.load8x8_u(luma);
  const u = chroma(blue);
  const v = chroma(red);
  const u0 = i32x4.extend_low_i16x8_s(u);
  const u1 = i32x4.extend_high_i16x8_s(u);
  const v0 = i32x4.extend_low_i16x8_s(v);
  const v1 = i32x4.extend_high_i16x8_s(v);
  const r = i16x8.add(l, i16x8.narrow_i32x4_s(descale(times(v0, 91881), 16), descale(times(v1, 91881), 16)));
  const b = i16x8.add(l, i16x8.narrow_i32x4_s(descale(times(u0, 116130), 16), descale(times(u1, 116130), 16)));
  const g0 = descale(i32x4.add(times(u0, -22554), times(v0, -46802)), 16);
  const g1 = descale(i32x4.add(times(u1, -22554), times(v1, -46802)), 16);
  const g = i16x8.add(l, i16x8.narrow_i32x4_s(g0, g1));
  const rg = i8x16.narrow_i16x8_u(r, g);
  const bb = i8x16.narrow_i16x8_u(b, b);
  v128.store(to, i8x16.shuffle(rg, bb, 0, 8, 16, 1, 9, 17, 2, 10, 18, 3, 11, 19, 4, 12, 20, 5));
  const rest = i8x16.shuffle(rg, bb, 13, 21, 6, 14, 22, 7, 15, 23, 0, 0, 0, 0, 0, 0, 0, 0);
  v128.store64_lane(to, rest, 0, 16);
}

// @ts-ignore: decorator
@inline
function clamp(value: i32): i32 {
  return min(max(value, 0), 255);
}
