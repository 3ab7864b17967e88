// ../../kernels/zoom.ts and sample.ts.

export function addZoomed(
  from: usize,
  fromWidth: i32,
  sums: usize,
  width: i32,
  height: i32,
  acrossAt: usize,
  acrossPart: usize,
  downAt: usize,
  downPart: usize,
  line: usize,
): void {
  const first = 3 * load<i32>(acrossAt);
  const last = 3 * (load<i32>(acrossAt + (<usize>(width - 1) << 2)) + 2);
  const bytes = <usize>(fromWidth * 3) << 3;
  for (let y = 0; y < height; y++) {
    const above = from + <usize>load<i32>(downAt + (<usize>y << 2)) * bytes;
    const part = load<f64>(downPart + (<usize>y << 3));
    if (part == 0) memory.copy(line + (<usize>first << 3), above + (<usize>first << 3), <usize>(last - first) << 3);
    else blend(above, above + bytes, part, line, first, last);
    for (let x: usize = 0; x < <usize>width; x++, sums += 12) {
      const at = line + <usize>load<i32>(acrossAt + (x << 2)) * 24;
      const right = load<f64>(acrossPart + (x << 3));
      const left = 1.0 - right;
      const two = f64x2.add(
        f64x2.mul(v128.load(at), f64x2.splat(left)),
        f64x2.mul(v128.load(at, 24), f64x2.splat(right)),
      );
      const third = load<f64>(at, 16) * left + load<f64>(at, 40) * right;
      const total = f32x4.add(v128.load64_zero(sums), f32x4.demote_f64x2_zero(two));
      v128.store64_lane(sums, total, 0);
      store<f32>(sums, load<f32>(sums, 8) + <f32>third, 8);
    }
  }
}

// @ts-ignore: decorator
@inline
function blend(above: usize, below: usize, part: f64, line: usize, first: i32, last: i32): void {
  const lower = f64x2.splat(part);
  const upper = f64x2.splat(1.0 - part);
  let i = <usize>first << 3;
  const end = <usize>last << 3;
  for (; i + 16 <= end; i += 16)
    v128.store(
      line + i,
      f64x2.add(f64x2.mul(v128.load(above + i), upper), f64x2.mul(v128.load(below + i), lower)),
    );
  if (i < end) store<f64>(line + i, load<f64>(above + i) * (1.0 - part) + load<f64>(below + i) * part);
}

// @ts-ignore: decorator
@inline
function reflected(at: i32, length: i32): i32 {
  if (<u32>at < <u32>length) return at;
  if (length == 1) return 0;
  const period = 2 * length;
  const within = ((at % period) + period) % period;
  return within < length ? within : period - 1 - within;
}

export function sampleReflected(
  from: usize,
  to: usize,
  width: i32,
  height: i32,
  dx: usize,
  dy: usize,
): void {
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++, dx += 4, dy += 4, to += 3) {
      const px = <f64>x + <f64>load<f32>(dx);
      const py = <f64>y + <f64>load<f32>(dy);
      const floorX = Math.floor(px);
      const floorY = Math.floor(py);
      const right = px - floorX;
      const lower = py - floorY;
      const column = <i32>floorX;
      const row = <i32>floorY;
      const x0 = <usize>(12 * reflected(column, width));
      const x1 = <usize>(12 * reflected(column + 1, width));
      const y0 = from + <usize>(12 * width * reflected(row, height));
      const y1 = from + <usize>(12 * width * reflected(row + 1, height));
      const up = f64x2.splat(1.0 - lower);
      const down = f64x2.splat(lower);
      const west = f64x2.splat(1.0 - right);
      const east = f64x2.splat(right);
      let two = f64x2.mul(f64x2.mul(pair(y0 + x0), up), west);
      two = f64x2.add(two, f64x2.mul(f64x2.mul(pair(y0 + x1), up), east));
      two = f64x2.add(two, f64x2.mul(f64x2.mul(pair(y1 + x0), down), west));
      two = f64x2.add(two, f64x2.mul(f64x2.mul(pair(y1 + x1), down), east));
      let third = <f64>load<f32>(y0 + x0, 8) * (1.0 - lower) * (1.0 - right);
      third += <f64>load<f32>(y0 + x1, 8) * (1.0 - lower) * right;
      third += <f64>load<f32>(y1 + x0, 8) * lower * (1.0 - right);
      third += <f64>load<f32>(y1 + x1, 8) * lower * right;
      const levels = f32x4.mul(f32x4.demote_f64x2_zero(two), f32x4.splat(255));
      const whole = i32x4.trunc_sat_f32x4_s(f32x4.min(levels, f32x4.splat(255)));
      store<u8>(to, i32x4.extract_lane(whole, 0));
      store<u8>(to, i32x4.extract_lane(whole, 1), 1);
      store<u8>(to, <i32>min(<f32>third * <f32>255, <f32>255), 2);
    }
}

// @ts-ignore: decorator
@inline
function pair(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}
