// The kernels of test/corruptions/kernels/boxes.ts and distance.ts.

/** `from`, `size`, `weight`: i32 tables of boxes, as in ../kernels.ts. */
export function shrinkAcross(
  data: usize,
  width: i32,
  height: i32,
  to: usize,
  count: i32,
  from: usize,
  size: usize,
  weight: usize,
): void {
  for (let y = 0; y < height; y++, data += 3 * width)
    for (let x: usize = 0; x < <usize>count; x++, to += 3) {
      let at = data + 3 * load<i32>(from + (x << 2));
      let r: i32 = 0;
      let g: i32 = 0;
      let b: i32 = 0;
      for (let k = load<i32>(size + (x << 2)); k > 0; k--, at += 3) {
        r += load<u8>(at);
        g += load<u8>(at, 1);
        b += load<u8>(at, 2);
      }
      const w = load<i32>(weight + (x << 2));
      store<u8>(to, (r * w + HALF) >> 22);
      store<u8>(to, (g * w + HALF) >> 22, 1);
      store<u8>(to, (b * w + HALF) >> 22, 2);
    }
}

const HALF: i32 = 1 << 21;

export function shrinkDown(
  narrow: usize,
  stride: i32,
  to: usize,
  count: i32,
  from: usize,
  size: usize,
  weight: usize,
): void {
  for (let y: usize = 0; y < <usize>count; y++, to += stride) {
    const first = narrow + load<i32>(from + (y << 2)) * stride;
    const rows = load<i32>(size + (y << 2));
    const w = load<i32>(weight + (y << 2));
    const factor = i32x4.splat(w);
    const half = i32x4.splat(HALF);
    let i: i32 = 0;
    // Sums of up to 256 rows fit 16 bits.
    for (; rows <= 256 && i + 8 <= stride; i += 8) {
      let sum = i16x8.splat(0);
      for (let k = 0, at = first + i; k < rows; k++, at += stride) sum = i16x8.add(sum, v128.load8x8_u(at));
      const low = i32x4.mul(i32x4.extend_low_i16x8_u(sum), factor);
      const high = i32x4.mul(i32x4.extend_high_i16x8_u(sum), factor);
      const words = i16x8.narrow_i32x4_s(
        i32x4.shr_s(i32x4.add(low, half), 22),
        i32x4.shr_s(i32x4.add(high, half), 22),
      );
      v128.store64_lane(to + i, i8x16.narrow_i16x8_u(words, words), 0);
    }
    for (; i < stride; i++) {
      let sum: i32 = 0;
      for (let k = 0, at = first + i; k < rows; k++, at += stride) sum += load<u8>(at);
      store<u8>(to + i, (sum * w + HALF) >> 22);
    }
  }
}

/** `columns`, `rows`: i32, the small pixel under each large one. */
export function enlargeNearest(
  small: usize,
  smallWidth: i32,
  to: usize,
  width: i32,
  height: i32,
  columns: usize,
  rows: usize,
): void {
  let last: i32 = -1;
  for (let y = 0; y < height; y++, to += 3 * width) {
    const row = load<i32>(rows + (<usize>y << 2));
    if (row == last) memory.copy(to, to - 3 * width, 3 * width);
    else {
      const source = small + 3 * row * smallWidth;
      let out = to;
      for (let x: usize = 0; x < <usize>width; x++, out += 3) {
        const at = source + 3 * load<i32>(columns + (x << 2));
        store<u16>(out, load<u16>(at));
        store<u8>(out, load<u8>(at, 2), 2);
      }
    }
    last = row;
  }
}

/** See relaxDistances in ../kernels.ts. */
export function relaxDistances(map: usize, width: i32, height: i32, straight: i32, diagonal: i32, knight: i32): void {
  const stride = <usize>(width + 4) << 2;
  const two = stride << 1;
  for (let y = 0; y < height; y++) {
    let at = map + <usize>(y + 2) * stride + 8;
    let left = load<i32>(at - 4);
    for (let x = 0; x < width; x++, at += 4) {
      const s = min(left, load<i32>(at - stride)) + straight;
      const d = min(load<i32>(at - stride - 4), load<i32>(at - stride + 4)) + diagonal;
      const near = min(load<i32>(at - stride - 8), load<i32>(at - stride + 8));
      const k = min(near, min(load<i32>(at - two - 4), load<i32>(at - two + 4))) + knight;
      left = min(load<i32>(at), min(s, min(d, k)));
      store<i32>(at, left);
    }
  }
  for (let y = height - 1; y >= 0; y--) {
    let at = map + <usize>(y + 2) * stride + (<usize>(width + 1) << 2);
    let right = load<i32>(at + 4);
    for (let x = 0; x < width; x++, at -= 4) {
      const s = min(right, load<i32>(at + stride)) + straight;
      const d = min(load<i32>(at + stride + 4), load<i32>(at + stride - 4)) + diagonal;
      const near = min(load<i32>(at + stride + 8), load<i32>(at + stride - 8));
      const k = min(near, min(load<i32>(at + two + 4), load<i32>(at + two - 4))) + knight;
      right = min(load<i32>(at), min(s, min(d, k)));
      store<i32>(at, right);
    }
  }
}
