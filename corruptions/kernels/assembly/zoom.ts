// The kernels of test/corruptions/kernels/zoom.ts.

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
