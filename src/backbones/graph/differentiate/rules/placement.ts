import type { Padding, Pair, Shape } from '../../types.ts';
import type { Tensor } from '../program.ts';
import type { Scope } from '../rule.ts';

/** A window that slides over the maps of a shape [N, C, H, W] and makes those of another. */
interface Sliding {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Padding;
  readonly shape: Shape;
}

/**
 * Which element of a window joins which input position to which output position: a matrix of zeros and ones
 * [kh * kw, input positions * output positions].
 */
export function placement(window: Sliding, from: Shape, scope: Scope): Tensor {
  const taps = window.kernel[0] * window.kernel[1];
  const cells = area(from) * area(window.shape);
  return scope.to.constant(`placement ${key(window, from)}`, [taps, cells], () => {
    const values = new Float32Array(taps * cells);
    eachPlace(window, from, (tap, cell) => {
      values[tap * cells + cell] = 1;
    });
    return values;
  });
}

/** The window mean as a matrix [input positions, output positions]. */
export function averaging(
  window: Sliding & { readonly countPadding: boolean },
  from: Shape,
  scope: Scope,
): Tensor {
  const onto = area(window.shape);
  const name = `averaging ${key(window, from)} ${window.countPadding}`;
  return scope.to.constant(name, [area(from), onto], () => {
    const covered = new Float32Array(onto);
    eachPlace(window, from, (_, cell) => {
      covered[cell % onto] = covered[cell % onto]! + 1;
    });
    const values = new Float32Array(area(from) * onto);
    eachPlace(window, from, (_, cell) => {
      values[cell] = 1 / (window.countPadding ? window.kernel[0] * window.kernel[1] : covered[cell % onto]!);
    });
    return values;
  });
}

/** Visits every pair of positions that the window joins; a cell is input position * outputs + output position. */
function eachPlace(
  { kernel, stride, padding, shape }: Sliding,
  from: Shape,
  visit: (tap: number, cell: number) => void,
): void {
  const [height, width] = from.slice(2) as [number, number];
  const [rows, columns] = shape.slice(2) as [number, number];
  for (let out = 0; out < rows * columns; out++) {
    for (let tap = 0; tap < kernel[0] * kernel[1]; tap++) {
      const row = Math.floor(out / columns) * stride[0] - padding[0] + Math.floor(tap / kernel[1]);
      const column = (out % columns) * stride[1] - padding[1] + (tap % kernel[1]);
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      visit(tap, (row * width + column) * rows * columns + out);
    }
  }
}

function key({ kernel, stride, padding, shape }: Sliding, from: Shape): string {
  return [kernel, stride, padding, from.slice(2), shape.slice(2)].join(' ');
}

function area(shape: Shape): number {
  return shape[2]! * shape[3]!;
}
