// The kernels of test/corruptions/kernels/plasma.ts and snow.ts.
import { packed } from './levels';
import { UNIT } from './memory';

export function plasma(map: usize, side: i32, decay: f64, draws: usize): void {
  const mask = side - 1;
  let w: f64 = 100;
  store<f64>(map, 0);
  for (let step = side; step >= 2; step >>= 1) {
    const half = step >> 1;
    const spread = 2 * w;
    const ahead = <usize>step << 3;
    const middle = <usize>half << 3;
    for (let y = 0; y < side; y += step) {
      const top = map + (<usize>(y * side) << 3);
      const bottom = map + (<usize>(((y + step) & mask) * side) << 3);
      const line = map + (<usize>((y + half) * side) << 3);
      let a = load<f64>(top);
      let b = load<f64>(bottom);
      let at: usize = 0;
      for (let x = 0; x < side; x += step, at += ahead, draws += 8) {
        const right = <usize>((x + step) & mask) << 3;
        const c = load<f64>(top + right);
        const d = load<f64>(bottom + right);
        store<f64>(line + at + middle, (a + b + c + d) / 4 + w * (load<f64>(draws) * spread - w));
        a = c;
        b = d;
      }
    }
    for (let y = 0; y < side; y += step) {
      const above = map + (<usize>(((y - half) & mask) * side) << 3);
      const line = map + (<usize>(y * side) << 3);
      const below = map + (<usize>((y + half) * side) << 3);
      let a = load<f64>(line);
      let at: usize = 0;
      for (let x = 0; x < side; x += step, at += ahead, draws += 8) {
        const b = load<f64>(line + (<usize>((x + step) & mask) << 3));
        const sum = a + b + load<f64>(above + at + middle) + load<f64>(below + at + middle);
        store<f64>(line + at + middle, sum / 4 + w * (load<f64>(draws) * spread - w));
        a = b;
      }
    }
    for (let y = 0; y < side; y += step) {
      const top = map + (<usize>(y * side) << 3);
      const line = map + (<usize>((y + half) * side) << 3);
      const bottom = map + (<usize>(((y + step) & mask) * side) << 3);
      let at: usize = 0;
      for (let x = 0; x < side; x += step, at += ahead, draws += 8) {
        const left = load<f64>(line + (<usize>((x - half) & mask) << 3));
        const sum = load<f64>(top + at) + load<f64>(bottom + at) + left + load<f64>(line + at + middle);
        store<f64>(line + at, sum / 4 + w * (load<f64>(draws) * spread - w));
      }
    }
    w /= decay;
  }
  stretch(map, side * side);
}

/** `count`: even. */
function stretch(map: usize, count: i32): void {
  let low = v128.load64_splat(map);
  let high = low;
  const end = map + (<usize>count << 3);
  for (let at = map; at < end; at += 16) {
    const two = v128.load(at);
    low = f64x2.pmin(low, two);
    high = f64x2.pmax(high, two);
  }
  const least = min(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1));
  const most = max(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1));
  const base = f64x2.splat(least);
  const range = f64x2.splat(most > least ? most - least : 1.0);
  for (let at = map; at < end; at += 16)
    v128.store(at, f64x2.div(f64x2.sub(v128.load(at), base), range));
}

// @ts-ignore: decorator
@inline
function units(from: usize): v128 {
  const first = v128.load64_zero(UNIT + (<usize>load<u8>(from) << 3));
  return v128.load64_lane(UNIT + (<usize>load<u8>(from, 1) << 3), first, 1);
}

// @ts-ignore: decorator
@inline
function foggy(x: v128, fog: v128, peak: v128, sum: v128): v128 {
  const value = f64x2.div(f64x2.mul(f64x2.add(x, fog), peak), sum);
  return f64x2.mul(f64x2.pmin(value, f64x2.splat(1)), f64x2.splat(255));
}

export function blendFog(
  from: usize,
  to: usize,
  width: i32,
  height: i32,
  map: usize,
  side: i32,
  amount: f64,
  peak: f64,
): void {
  const factor = f64x2.splat(amount);
  const top = f64x2.splat(peak);
  const sum = f64x2.splat(peak + amount);
  for (let y = 0; y < height; y++) {
    const line = map + (<usize>(y * side) << 3);
    let x: i32 = 0;
    for (; x + 4 <= width; x += 4, from += 12, to += 12) {
      const at = line + (<usize>x << 3);
      const ab = f64x2.mul(factor, v128.load(at));
      const cd = f64x2.mul(factor, v128.load(at, 16));
      const aa = i8x16.shuffle(ab, ab, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
      const bb = i8x16.shuffle(ab, ab, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
      const cc = i8x16.shuffle(cd, cd, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
      const dd = i8x16.shuffle(cd, cd, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
      const p = foggy(units(from), aa, top, sum);
      const q = foggy(units(from + 2), ab, top, sum);
      const r = foggy(units(from + 4), bb, top, sum);
      const s = foggy(units(from + 6), cc, top, sum);
      const t = foggy(units(from + 8), cd, top, sum);
      const u = foggy(units(from + 10), dd, top, sum);
      v128.store64_lane(to, packed(p, q, r, s), 0);
      v128.store32_lane(to, packed(t, u, t, u), 0, 8);
    }
    for (; x < width; x++) {
      const fog = amount * load<f64>(line + (<usize>x << 3));
      for (let c = 0; c < 3; c++, from++, to++) {
        const value = ((load<f64>(UNIT + (<usize>load<u8>(from) << 3)) + fog) * peak) / (peak + amount);
        store<u8>(to, <i32>(min(value, 1.0) * 255.0));
      }
    }
  }
}

export function blendSnow(from: usize, to: usize, layer: usize, count: i32, mix: f64): void {
  const keep = f32x4.splat(<f32>mix);
  const whiten = f32x4.splat(<f32>(1.0 - mix));
  let turned = layer + (<usize>(count - 1) << 3);
  for (let p = 0; p < count; p++, from += 3, to += 3, layer += 8, turned -= 8) {
    const r = <f32>load<f64>(UNIT + (<usize>load<u8>(from) << 3));
    const g = <f32>load<f64>(UNIT + (<usize>load<u8>(from, 1) << 3));
    const b = <f32>load<f64>(UNIT + (<usize>load<u8>(from, 2) << 3));
    const luma: f32 = r * <f32>0.299 + g * <f32>0.587 + b * <f32>0.114;
    const white = f32x4.splat(luma * <f32>1.5 + <f32>0.5);
    const x = f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(r), 1, g), 2, b);
    const mixed = f32x4.add(f32x4.mul(keep, x), f32x4.mul(whiten, f32x4.pmax(x, white)));
    const third = i8x16.shuffle(mixed, mixed, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
    const flake = v128.load64_splat(layer);
    const other = v128.load64_splat(turned);
    const two = snowy(f64x2.promote_low_f32x4(mixed), flake, other);
    const levels = packed(two, snowy(f64x2.promote_low_f32x4(third), flake, other), two, two);
    v128.store16_lane(to, levels, 0);
    v128.store8_lane(to, levels, 2, 2);
  }
}

// @ts-ignore: decorator
@inline
function snowy(mixed: v128, flake: v128, other: v128): v128 {
  const value = f64x2.add(f64x2.add(mixed, flake), other);
  return f64x2.mul(f64x2.pmin(value, f64x2.splat(1)), f64x2.splat(255));
}
