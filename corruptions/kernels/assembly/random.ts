// The counter-based words of ../../primitives/hash.ts, four at a time, and the numbers made from them.
import { packed } from './levels';
import { INSIDE, SCALE, UNIT } from './memory';

/** The ziggurat's rare draws, in TypeScript: returns the magnitude from layer, place, the draw's own word and the key. */
// @ts-ignore: decorator
@external('env', 'edge')
declare function edge(layer: i32, place: i32, own: i32, key1: i32): f64;

// @ts-ignore: decorator
@inline
function mix4(h: v128): v128 {
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x7feb352d));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 15)), i32x4.splat(<i32>0x846ca68b));
  return v128.xor(h, i32x4.shr_u(h, 16));
}

/** Words n..n+3 of the stream. */
// @ts-ignore: decorator
@inline
export function words(key0: i32, key1: i32, n: i32): v128 {
  return wordsAt(i32x4.add(i32x4.splat(n + key0), i32x4(0, 1, 2, 3)), key1);
}

/** Words at four places, the first key word already added. */
// @ts-ignore: decorator
@inline
export function wordsAt(places: v128, key1: i32): v128 {
  return mix4(v128.xor(mix4(places), i32x4.splat(key1)));
}

// @ts-ignore: decorator
@inline
function normal(bits: i32, key1: i32): f64 {
  const layer = bits & 127;
  const place = <i32>(<u32>bits >>> 8);
  let magnitude: f64;
  if (place < load<i32>(INSIDE + (<usize>layer << 2)))
    magnitude = (<f64>place + 0.5) * load<f64>(SCALE + (<usize>layer << 3));
  else magnitude = edge(layer, place, bits, key1);
  // The sign bit set directly: a branch would be mispredicted half of the time.
  return reinterpret<f64>(reinterpret<i64>(magnitude) | (<i64>(bits & 128) << 56));
}

// @ts-ignore: decorator
@inline
export function lane(bits: v128, k: i32): i32 {
  if (k == 0) return i32x4.extract_lane(bits, 0);
  if (k == 1) return i32x4.extract_lane(bits, 1);
  if (k == 2) return i32x4.extract_lane(bits, 2);
  return i32x4.extract_lane(bits, 3);
}

export function fillNormal(out: usize, count: i32, key0: i32, key1: i32, next: i32): void {
  let i: i32 = 0;
  for (; i + 4 <= count; i += 4, out += 32) {
    const bits = words(key0, key1, next + i);
    store<f64>(out, normal(i32x4.extract_lane(bits, 0), key1));
    store<f64>(out, normal(i32x4.extract_lane(bits, 1), key1), 8);
    store<f64>(out, normal(i32x4.extract_lane(bits, 2), key1), 16);
    store<f64>(out, normal(i32x4.extract_lane(bits, 3), key1), 24);
  }
  const bits = words(key0, key1, next + i);
  for (let k = 0; i < count; i++, k++, out += 8) store<f64>(out, normal(lane(bits, k), key1));
}

/** Uniforms on low..low + span; multiplying `span` by a power of two is exact. */
export function fillUniform(
  out: usize,
  count: i32,
  low: f64,
  span: f64,
  key0: i32,
  key1: i32,
  next: i32,
): void {
  const step = span * (1.0 / 4294967296.0);
  // Writes up to three numbers beyond the end.
  for (let i: i32 = 0; i < count; i += 4, out += 32) {
    const bits = words(key0, key1, next + i);
    const last = i8x16.shuffle(bits, bits, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
    v128.store(out, uniforms(bits, low, step));
    v128.store(out, uniforms(last, low, step), 16);
  }
}

// @ts-ignore: decorator
@inline
function uniforms(bits: v128, low: f64, step: f64): v128 {
  const middle = f64x2.add(f64x2.convert_low_i32x4_u(bits), f64x2.splat(0.5));
  return f64x2.add(f64x2.splat(low), f64x2.mul(middle, f64x2.splat(step)));
}

/** Two samples at `from` with their normals, on 0..255. */
// @ts-ignore: decorator
@inline
function noisy(from: usize, z: v128, sigma: v128, proportional: bool): v128 {
  const first = v128.load64_zero(UNIT + (<usize>load<u8>(from) << 3));
  const x = v128.load64_lane(UNIT + (<usize>load<u8>(from, 1) << 3), first, 1);
  const noise = f64x2.mul(sigma, z);
  const y = f64x2.add(x, proportional ? f64x2.mul(x, noise) : noise);
  return f64x2.mul(f64x2.pmin(f64x2.pmax(y, f64x2.splat(0)), f64x2.splat(1)), f64x2.splat(255));
}

export function addNoise(
  from: usize,
  to: usize,
  count: i32,
  sigma: f64,
  proportional: bool,
  key0: i32,
  key1: i32,
  next: i32,
): void {
  const scale = f64x2.splat(sigma);
  let i: i32 = 0;
  // Up to three samples beyond the end are computed and not stored.
  for (; i < count; i += 4, from += 4, to += 4) {
    const bits = words(key0, key1, next + i);
    const ab = f64x2.replace_lane(
      f64x2.splat(normal(i32x4.extract_lane(bits, 0), key1)),
      1,
      normal(i32x4.extract_lane(bits, 1), key1),
    );
    const cd = f64x2.replace_lane(
      f64x2.splat(normal(i32x4.extract_lane(bits, 2), key1)),
      1,
      normal(i32x4.extract_lane(bits, 3), key1),
    );
    const left = noisy(from, ab, scale, proportional);
    const right = noisy(from + 2, cd, scale, proportional);
    const levels = packed(left, right, left, right);
    if (i + 4 <= count) v128.store32_lane(to, levels, 0);
    else {
      let rest = i32x4.extract_lane(levels, 0);
      for (let k = i; k < count; k++, rest >>= 8) store<u8>(to + (k - i), rest);
    }
  }
}

/** `last`: the largest word that replaces a sample. The colours are words from next + count on. */
export function impulse(
  from: usize,
  to: usize,
  count: i32,
  last: u32,
  key0: i32,
  key1: i32,
  next: i32,
): void {
  const limit = i32x4.splat(<i32>last);
  for (let i: i32 = 0; i < count; i += 4) {
    const hit = i32x4.le_u(words(key0, key1, next + i), limit);
    const whole = i + 4 <= count;
    if (whole) store<i32>(to + i, load<i32>(from + i));
    else for (let k = i; k < count; k++) store<u8>(to + k, load<u8>(from + k));
    if (!v128.any_true(hit)) continue;
    const colours = words(key0, key1, next + count + i);
    const rest = min(4, count - i);
    for (let k = 0; k < rest; k++)
      if (lane(hit, k)) store<u8>(to + i + k, lane(colours, k) >= 0 ? 255 : 0);
  }
}

/** See ShotTable in ../kernels.ts. */
export function shot(
  from: usize,
  to: usize,
  count: i32,
  columns: i32,
  thresholds: usize,
  guides: usize,
  levels: usize,
  key0: i32,
  key1: i32,
  next: i32,
): void {
  for (let i: i32 = 0; i < count; i += 4) {
    const bits = words(key0, key1, next + i);
    const rest = min(4, count - i);
    for (let k = 0; k < rest; k++) {
      const u = <i32>load<u8>(from + i + k);
      const b = <u32>lane(bits, k);
      let photons = <i32>load<u8>(guides + (u << 8) + (b >>> 24));
      let at = thresholds + ((u * columns + photons) << 2);
      while (b > load<u32>(at)) {
        photons++;
        at += 4;
      }
      store<u8>(to + i + k, load<u8>(levels + photons));
    }
  }
}
