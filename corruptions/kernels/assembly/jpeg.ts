// The kernels of test/corruptions/kernels/jpeg.ts in 32-bit lanes: a block's eight lines are transformed four at a time.
import { fromPlanes, halve, toPlanes } from './jpeg-colour';
import { descale, high16, low16, times } from './lanes';

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
  // Luma fills its lines; the right halves of the chroma planes' lines are free for sums.
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

/** Transposes the 8×8 block in SHORTS by interleaving rows i and i + 4 three times. */
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

/** Transforms four lines, one per lane, their samples 32 bytes apart; `first`: the pass that keeps two more bits. */
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
