// The kernels of test/corruptions/kernels/blur.ts and motion.ts, two samples per vector, eight per step.

import { toLevels } from './levels';

/** `line`: scratch for a row, extended by `aside` pixels on both sides. `rows`, `columns`: i32 tables of positions. */
export function blur(
  from: usize,
  to: usize,
  width: i32,
  height: i32,
  channels: i32,
  down: usize,
  above: i32,
  across: usize,
  aside: i32,
  rows: usize,
  columns: usize,
  line: usize,
): void {
  const bytes = <usize>(width * channels) << 3;
  for (let y = 0; y < height; y++, to += bytes, rows += 4)
    blurRow(from, to, width, channels, down, above, across, aside, rows, columns, line);
}

/** Like `blur`, scaled to 8 bits. */
export function blurLevels(
  from: usize,
  to: usize,
  scale: f64,
  width: i32,
  height: i32,
  channels: i32,
  down: usize,
  above: i32,
  across: usize,
  aside: i32,
  rows: usize,
  columns: usize,
  line: usize,
): void {
  const stride = width * channels;
  for (let y = 0; y < height; y++, to += stride, rows += 4) {
    // In place: a sum reaches back to its own place in the line at most.
    blurRow(from, line, width, channels, down, above, across, aside, rows, columns, line);
    toLevels(line, to, stride, scale, 0);
  }
}

/** `rows`: starts at the row's farthest neighbour above. */
function blurRow(
  from: usize,
  to: usize,
  width: i32,
  channels: i32,
  down: usize,
  above: i32,
  across: usize,
  aside: i32,
  rows: usize,
  columns: usize,
  line: usize,
): void {
  const stride = width * channels;
  const pixel = <usize>channels << 3;
  const middle = line + <usize>aside * pixel;
  gatherDown(from, middle, stride, <usize>stride << 3, rows + (<usize>above << 2), down, above);
  for (let x = 0; x < aside; x++)
    for (let c: usize = 0; c < pixel; c += 8) {
      const left = load<i32>(columns + (<usize>x << 2));
      const right = load<i32>(columns + (<usize>(aside + width + x) << 2));
      store<f64>(line + <usize>x * pixel + c, load<f64>(middle + <usize>left * pixel + c));
      store<f64>(middle + <usize>(width + x) * pixel + c, load<f64>(middle + <usize>right * pixel + c));
    }
  gatherAcross(middle, to, stride, pixel, across, aside);
}

// @ts-ignore: decorator
@inline
function gatherDown(from: usize, to: usize, stride: i32, bytes: usize, row: usize, weights: usize, radius: i32): void {
  const centre = from + <usize>load<i32>(row) * bytes;
  const w0 = v128.load64_splat(weights);
  let i: i32 = 0;
  for (; i + 8 <= stride; i += 8) {
    const at = <usize>i << 3;
    let a = f64x2.mul(v128.load(centre + at), w0);
    let b = f64x2.mul(v128.load(centre + at, 16), w0);
    let c = f64x2.mul(v128.load(centre + at, 32), w0);
    let d = f64x2.mul(v128.load(centre + at, 48), w0);
    for (let k = <usize>radius; k > 0; k--) {
      const w = v128.load64_splat(weights + (k << 3));
      const p = from + <usize>load<i32>(row - (k << 2)) * bytes + at;
      const q = from + <usize>load<i32>(row + (k << 2)) * bytes + at;
      a = f64x2.add(a, f64x2.mul(f64x2.add(v128.load(p), v128.load(q)), w));
      b = f64x2.add(b, f64x2.mul(f64x2.add(v128.load(p, 16), v128.load(q, 16)), w));
      c = f64x2.add(c, f64x2.mul(f64x2.add(v128.load(p, 32), v128.load(q, 32)), w));
      d = f64x2.add(d, f64x2.mul(f64x2.add(v128.load(p, 48), v128.load(q, 48)), w));
    }
    v128.store(to + at, a);
    v128.store(to + at, b, 16);
    v128.store(to + at, c, 32);
    v128.store(to + at, d, 48);
  }
  for (; i < stride; i++) {
    const at = <usize>i << 3;
    let sum = load<f64>(centre + at) * load<f64>(weights);
    for (let k = <usize>radius; k > 0; k--) {
      const p = load<f64>(from + <usize>load<i32>(row - (k << 2)) * bytes + at);
      const q = load<f64>(from + <usize>load<i32>(row + (k << 2)) * bytes + at);
      sum += (p + q) * load<f64>(weights + (k << 3));
    }
    store<f64>(to + at, sum);
  }
}

// @ts-ignore: decorator
@inline
function gatherAcross(from: usize, to: usize, stride: i32, pixel: usize, weights: usize, radius: i32): void {
  const w0 = v128.load64_splat(weights);
  let i: i32 = 0;
  for (; i + 8 <= stride; i += 8) {
    const at = from + (<usize>i << 3);
    let a = f64x2.mul(v128.load(at), w0);
    let b = f64x2.mul(v128.load(at, 16), w0);
    let c = f64x2.mul(v128.load(at, 32), w0);
    let d = f64x2.mul(v128.load(at, 48), w0);
    let offset = <usize>radius * pixel;
    for (let k = <usize>radius; k > 0; k--, offset -= pixel) {
      const w = v128.load64_splat(weights + (k << 3));
      const p = at - offset;
      const q = at + offset;
      a = f64x2.add(a, f64x2.mul(f64x2.add(v128.load(p), v128.load(q)), w));
      b = f64x2.add(b, f64x2.mul(f64x2.add(v128.load(p, 16), v128.load(q, 16)), w));
      c = f64x2.add(c, f64x2.mul(f64x2.add(v128.load(p, 32), v128.load(q, 32)), w));
      d = f64x2.add(d, f64x2.mul(f64x2.add(v128.load(p, 48), v128.load(q, 48)), w));
    }
    const out = to + (<usize>i << 3);
    v128.store(out, a);
    v128.store(out, b, 16);
    v128.store(out, c, 32);
    v128.store(out, d, 48);
  }
  for (; i < stride; i++) {
    const at = from + (<usize>i << 3);
    let sum = load<f64>(at) * load<f64>(weights);
    let offset = <usize>radius * pixel;
    for (let k = <usize>radius; k > 0; k--, offset -= pixel)
      sum += (load<f64>(at - offset) + load<f64>(at + offset)) * load<f64>(weights + (k << 3));
    store<f64>(to + (<usize>i << 3), sum);
  }
}

/** `offsets`: one i32 per tap, in samples. */
export function sumOfTaps(
  from: usize,
  stride: i32,
  to: usize,
  count: i32,
  rows: i32,
  offsets: usize,
  weights: usize,
  taps: i32,
): void {
  for (let y = 0; y < rows; y++) {
    const line = from + (<usize>(y * stride) << 3);
    const out = to + (<usize>(y * count) << 3);
    let i: i32 = 0;
    for (; i + 8 <= count; i += 8) {
      const at = line + (<usize>i << 3);
      let a = f64x2.splat(0);
      let b = a;
      let c = a;
      let d = a;
      for (let k: usize = 0; k < <usize>taps; k++) {
        const w = v128.load64_splat(weights + (k << 3));
        const p = at + (<usize>load<i32>(offsets + (k << 2)) << 3);
        a = f64x2.add(a, f64x2.mul(w, v128.load(p)));
        b = f64x2.add(b, f64x2.mul(w, v128.load(p, 16)));
        c = f64x2.add(c, f64x2.mul(w, v128.load(p, 32)));
        d = f64x2.add(d, f64x2.mul(w, v128.load(p, 48)));
      }
      const o = out + (<usize>i << 3);
      v128.store(o, a);
      v128.store(o, b, 16);
      v128.store(o, c, 32);
      v128.store(o, d, 48);
    }
    for (; i < count; i++) {
      let sum: f64 = 0;
      for (let k: usize = 0; k < <usize>taps; k++)
        sum += load<f64>(weights + (k << 3)) * load<f64>(line + (<usize>(i + load<i32>(offsets + (k << 2))) << 3));
      store<f64>(out + (<usize>i << 3), sum);
    }
  }
}
