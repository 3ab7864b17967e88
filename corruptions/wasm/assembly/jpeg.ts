// ../../kernels/jpeg.ts in 32-bit lanes: a block's eight lines are transformed four at a time.

/** A block between its stages: 8×8 16-bit values, eight 16-byte rows, and 64 32-bit ones. */
const SHORTS: usize = 0x9000;
const LONGS: usize = 0x9080;
/** Steps of the two tables as 32-bit integers and as floats 8 times as large, and half of those: 3 * 256 bytes each. */
const LUMA: usize = 0x9200;
const CHROMA: usize = 0x9500;

export function jpegRoundTrip(
  from: usize,
  to: usize,
  width: i32,
  height: i32,
  luma: usize,
  chroma: usize,
  planes: usize,
): void {
  const stride = (width + 15) & ~15;
  const size = stride * ((height + 15) & ~15);
  const cb = planes + size;
  const cr = cb + size;
  const half = (width + 1) >> 1;
  const halfRows = (height + 1) >> 1;
  prepare(luma, LUMA);
  prepare(chroma, CHROMA);
  toPlanes(from, planes, cb, cr, width, height, stride);
  halve(cb, height, stride);
  halve(cr, height, stride);
  quantisePlane(planes, width, height, stride, LUMA);
  quantisePlane(cb, half, halfRows, stride, CHROMA);
  quantisePlane(cr, half, halfRows, stride, CHROMA);
  // The luma is used up to its line's end; the right halves of the chroma planes' lines are free for sums.
  fromPlanes(planes, cb, cr, to, width, height, stride, planes + 3 * size);
}

function prepare(steps: usize, to: usize): void {
  for (let i: usize = 0; i < 64; i++) {
    const step = load<i32>(steps + (i << 2));
    store<i32>(to + (i << 2), step);
    const large: i32 = 8 * step;
    const half: i32 = 4 * step;
    store<f32>(to + (i << 2), <f32>large, 256);
    store<f32>(to + (i << 2), <f32>half, 512);
  }
}

function toPlanes(from: usize, luma: usize, cb: usize, cr: usize, width: i32, height: i32, stride: i32): void {
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

function halve(plane: usize, height: i32, stride: i32): void {
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

function quantisePlane(plane: usize, width: i32, height: i32, stride: i32, steps: usize): void {
  for (let y = 0; y < height; y += 8)
    for (let x = 0; x < width; x += 8) quantiseBlock(plane + <usize>(y * stride + x), stride, steps);
}

function quantiseBlock(at: usize, stride: i32, steps: usize): void {
  const centre = i16x8.splat(128);
  for (let row: usize = 0; row < 8; row++)
    v128.store(SHORTS + (row << 4), i16x8.sub(v128.load8x8_u(at + row * <usize>stride), centre));
  transpose();
  widen();
  forward(LONGS, true);
  forward(LONGS + 16, true);
  narrow();
  transpose();
  widen();
  forward(LONGS, false);
  forward(LONGS + 16, false);
  for (let i: usize = 0; i < 256; i += 16) {
    // Quotients are exact: whole numbers below 2^15 over steps below 2^11.
    const value = v128.load(LONGS + i);
    const sign = i32x4.shr_s(value, 31);
    const size = f32x4.convert_i32x4_s(i32x4.abs(value));
    const quotient = f32x4.div(f32x4.add(size, v128.load(steps + i, 512)), v128.load(steps + i, 256));
    const count = i32x4.trunc_sat_f32x4_s(quotient);
    const signed = i32x4.sub(v128.xor(count, sign), sign);
    v128.store(LONGS + i, i32x4.mul(signed, v128.load(steps + i)));
  }
  backward(LONGS, 11);
  backward(LONGS + 16, 11);
  narrow();
  transpose();
  widen();
  backward(LONGS, 18);
  backward(LONGS + 16, 18);
  narrow();
  transpose();
  for (let row: usize = 0; row < 8; row++) {
    const line = i16x8.add(v128.load(SHORTS + (row << 4)), centre);
    v128.store64_lane(at + row * <usize>stride, i8x16.narrow_i16x8_u(line, line), 0);
  }
}

/** SHORTS to LONGS. */
// @ts-ignore: decorator
@inline
function widen(): void {
  for (let row: usize = 0; row < 8; row++) {
    const line = v128.load(SHORTS + (row << 4));
    v128.store(LONGS + (row << 5), i32x4.extend_low_i16x8_s(line));
    v128.store(LONGS + (row << 5), i32x4.extend_high_i16x8_s(line), 16);
  }
}

/** LONGS to SHORTS. */
// @ts-ignore: decorator
@inline
function narrow(): void {
  for (let row: usize = 0; row < 8; row++)
    v128.store(
      SHORTS + (row << 4),
      i16x8.narrow_i32x4_s(v128.load(LONGS + (row << 5)), v128.load(LONGS + (row << 5), 16)),
    );
}

// @ts-ignore: decorator
@inline
function low16(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
}

// @ts-ignore: decorator
@inline
function high16(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
}

/** The 8×8 block in SHORTS, by three rounds of interleaving rows i and i + 4. */
function transpose(): void {
  let a = v128.load(SHORTS);
  let b = v128.load(SHORTS, 16);
  let c = v128.load(SHORTS, 32);
  let d = v128.load(SHORTS, 48);
  let e = v128.load(SHORTS, 64);
  let f = v128.load(SHORTS, 80);
  let g = v128.load(SHORTS, 96);
  let h = v128.load(SHORTS, 112);
  for (let round = 0; round < 3; round++) {
    const ae = low16(a, e);
    const ea = high16(a, e);
    const bf = low16(b, f);
    const fb = high16(b, f);
    const cg = low16(c, g);
    const gc = high16(c, g);
    const dh = low16(d, h);
    const hd = high16(d, h);
    a = ae;
    b = ea;
    c = bf;
    d = fb;
    e = cg;
    f = gc;
    g = dh;
    h = hd;
  }
  v128.store(SHORTS, a);
  v128.store(SHORTS, b, 16);
  v128.store(SHORTS, c, 32);
  v128.store(SHORTS, d, 48);
  v128.store(SHORTS, e, 64);
  v128.store(SHORTS, f, 80);
  v128.store(SHORTS, g, 96);
  v128.store(SHORTS, h, 112);
}

// @ts-ignore: decorator
@inline
function times(x: v128, constant: i32): v128 {
  return i32x4.mul(x, i32x4.splat(constant));
}

// @ts-ignore: decorator
@inline
function descale(x: v128, bits: i32): v128 {
  return i32x4.shr_s(i32x4.add(x, i32x4.splat(1 << (bits - 1))), bits);
}

/** Four lines, one a lane, their samples 32 bytes apart; `first`: the pass that keeps two more bits. */
// @ts-ignore: decorator
@inline
function forward(at: usize, first: bool): void {
  const bits = first ? 11 : 15;
  const a = v128.load(at);
  const b = v128.load(at, 32);
  const c = v128.load(at, 64);
  const d = v128.load(at, 96);
  const e = v128.load(at, 128);
  const f = v128.load(at, 160);
  const g = v128.load(at, 192);
  const h = v128.load(at, 224);
  const ah = i32x4.add(a, h);
  const bg = i32x4.add(b, g);
  const cf = i32x4.add(c, f);
  const de = i32x4.add(d, e);
  const outer = i32x4.add(ah, de);
  const inner = i32x4.add(bg, cf);
  const outerTurn = i32x4.sub(ah, de);
  const innerTurn = i32x4.sub(bg, cf);
  const sum = i32x4.add(outer, inner);
  const difference = i32x4.sub(outer, inner);
  v128.store(at, first ? i32x4.shl(sum, 2) : descale(sum, 2));
  v128.store(at, first ? i32x4.shl(difference, 2) : descale(difference, 2), 128);
  const turn = times(i32x4.add(innerTurn, outerTurn), 4433);
  v128.store(at, descale(i32x4.add(turn, times(outerTurn, 6270)), bits), 64);
  v128.store(at, descale(i32x4.sub(turn, times(innerTurn, 15137)), bits), 192);

  const t4 = i32x4.sub(d, e);
  const t5 = i32x4.sub(c, f);
  const t6 = i32x4.sub(b, g);
  const t7 = i32x4.sub(a, h);
  const t46 = i32x4.add(t4, t6);
  const t57 = i32x4.add(t5, t7);
  const z5 = times(i32x4.add(t46, t57), 9633);
  const z1 = times(i32x4.add(t4, t7), -7373);
  const z2 = times(i32x4.add(t5, t6), -20995);
  const z3 = i32x4.add(times(t46, -16069), z5);
  const z4 = i32x4.add(times(t57, -3196), z5);
  v128.store(at, descale(i32x4.add(times(t4, 2446), i32x4.add(z1, z3)), bits), 224);
  v128.store(at, descale(i32x4.add(times(t5, 16819), i32x4.add(z2, z4)), bits), 160);
  v128.store(at, descale(i32x4.add(times(t6, 25172), i32x4.add(z2, z3)), bits), 96);
  v128.store(at, descale(i32x4.add(times(t7, 12299), i32x4.add(z1, z4)), bits), 32);
}

// @ts-ignore: decorator
@inline
function backward(at: usize, bits: i32): void {
  const i0 = v128.load(at);
  const i1 = v128.load(at, 32);
  const i2 = v128.load(at, 64);
  const i3 = v128.load(at, 96);
  const i4 = v128.load(at, 128);
  const i5 = v128.load(at, 160);
  const i6 = v128.load(at, 192);
  const i7 = v128.load(at, 224);
  const turn = times(i32x4.add(i2, i6), 4433);
  const low = i32x4.sub(turn, times(i6, 15137));
  const high = i32x4.add(turn, times(i2, 6270));
  const sum = i32x4.shl(i32x4.add(i0, i4), 13);
  const difference = i32x4.shl(i32x4.sub(i0, i4), 13);
  const e0 = i32x4.add(sum, high);
  const e1 = i32x4.add(difference, low);
  const e2 = i32x4.sub(difference, low);
  const e3 = i32x4.sub(sum, high);

  const i73 = i32x4.add(i7, i3);
  const i51 = i32x4.add(i5, i1);
  const z5 = times(i32x4.add(i73, i51), 9633);
  const z1 = times(i32x4.add(i7, i1), -7373);
  const z2 = times(i32x4.add(i5, i3), -20995);
  const z3 = i32x4.add(times(i73, -16069), z5);
  const z4 = i32x4.add(times(i51, -3196), z5);
  const o0 = i32x4.add(times(i1, 12299), i32x4.add(z1, z4));
  const o1 = i32x4.add(times(i3, 25172), i32x4.add(z2, z3));
  const o2 = i32x4.add(times(i5, 16819), i32x4.add(z2, z4));
  const o3 = i32x4.add(times(i7, 2446), i32x4.add(z1, z3));

  v128.store(at, descale(i32x4.add(e0, o0), bits));
  v128.store(at, descale(i32x4.sub(e0, o0), bits), 224);
  v128.store(at, descale(i32x4.add(e1, o1), bits), 32);
  v128.store(at, descale(i32x4.sub(e1, o1), bits), 192);
  v128.store(at, descale(i32x4.add(e2, o2), bits), 64);
  v128.store(at, descale(i32x4.sub(e2, o2), bits), 160);
  v128.store(at, descale(i32x4.add(e3, o3), bits), 96);
  v128.store(at, descale(i32x4.sub(e3, o3), bits), 128);
}

/** `sums`: scratch, two lines of (width + 1) / 2 + 2 16-bit sums each, padded to 16 bytes. */
function fromPlanes(
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

/** to = 3 * near + far, 16 bits a sample, the first and the last repeated. */
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

/** Chroma of eight pixels from four sums and their neighbours, less 128. */
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
