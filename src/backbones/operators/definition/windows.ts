import type { Padding, Pair, Shape } from './tensors.ts';

/** A window that slides over the maps of a value. */
export interface Sliding {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
}

/** Calls `fail` unless the shape is that of a map [N, C, H, W]. */
export function mapShape(shape: Shape, fail: (why: string) => never): [number, number, number, number] {
  if (shape.length !== 4) fail(`a map [N, C, H, W] is needed, not [${shape}]`);
  return shape as unknown as [number, number, number, number];
}

/** Number of windows that fit, per axis: floor((n + padding - kernel) / stride) + 1. */
export function windowsIn(
  [height, width]: Pair,
  { kernel, stride, padding: [top, left, bottom, right] }: Sliding,
  fail: (why: string) => never,
): Pair {
  const rows = Math.floor((height + top + bottom - kernel[0]) / stride[0]) + 1;
  const columns = Math.floor((width + left + right - kernel[1]) / stride[1]) + 1;
  if (rows < 1 || columns < 1) {
    fail(`a ${kernel[0]}x${kernel[1]} window does not fit into a ${height}x${width} map`);
  }
  return [rows, columns];
}

/** Returns the shape of a pooled map. */
export function pooledShape(window: Sliding, shape: Shape, fail: (why: string) => never): Shape {
  const [batch, channels, height, width] = mapShape(shape, fail);
  return [batch, channels, ...windowsIn([height, width], window, fail)];
}

/** A window with one kernel size, one stride and one padding for all sides. */
export function squareWindow(kernel: number, stride: number, padding: number): Sliding {
  return {
    kernel: [kernel, kernel],
    stride: [stride, stride],
    padding: [padding, padding, padding, padding],
  };
}

/**
 * Padding as TensorFlow's "SAME" computes it from the input size: in total
 * max((ceil(n / s) - 1) * s + k - n, 0) per axis, the smaller half first.
 */
export function samePadding(shape: Shape, [kernelHeight, kernelWidth]: Pair, stride: Pair): Padding {
  const axis = (size: number, kernel: number, step: number): Pair => {
    const total = Math.max((Math.ceil(size / step) - 1) * step + kernel - size, 0);
    return [Math.floor(total / 2), total - Math.floor(total / 2)];
  };
  const [top, bottom] = axis(shape[2] as number, kernelHeight, stride[0]);
  const [left, right] = axis(shape[3] as number, kernelWidth, stride[1]);
  return [top, left, bottom, right];
}

/** One position of a map under a window, and the element of the window that lies on it. */
export interface Covered {
  readonly row: number;
  readonly column: number;
  /** Row-major index into the window. */
  readonly tap: number;
}

/** Returns the positions of a map [N, C, H, W] under the window of one output position, padding left out. */
export function covered(window: Sliding, shape: Shape, outRow: number, outColumn: number): Covered[] {
  const { kernel, stride, padding } = window;
  const [height, width] = shape.slice(2) as [number, number];
  return Array.from({ length: kernel[0] * kernel[1] }, (_, tap) => ({
    row: outRow * stride[0] - padding[0] + Math.floor(tap / kernel[1]),
    column: outColumn * stride[1] - padding[1] + (tap % kernel[1]),
    tap,
  })).filter(({ row, column }) => row >= 0 && column >= 0 && row < height && column < width);
}

/** Visits each output position of a window with what it covers. */
export function eachWindow(
  window: Sliding & { readonly shape: Shape },
  from: Shape,
  visit: (output: number, covers: readonly Covered[]) => void,
): void {
  const [rows, columns] = window.shape.slice(2) as [number, number];
  for (let at = 0; at < rows * columns; at++)
    visit(at, covered(window, from, Math.floor(at / columns), at % columns));
}
