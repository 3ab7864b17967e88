import type { OpenFile } from '../../files/index.ts';
import { elementCount, elementReader, readElements } from './elements.ts';
import { DTYPE_BYTES, type Dtype } from './types.ts';

/** Size of the buffer for reading a view, in elements. */
const WINDOW = 1 << 18;

/** A tensor as a view: sizes and steps of its axes, in elements. */
export interface View {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** Returns the number of elements from the first to the last that a view touches, inclusive. */
export function extent({ shape, strides }: View): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((reach, axis, i) => reach + (axis - 1) * strides[i]!, 1);
}

/** Returns true if a view touches no element twice and its axes do not interleave, as all views that torch.save writes. */
export function isPlain({ shape, strides }: View): boolean {
  let reach = 1;
  for (const axis of byStride({ shape, strides }).toReversed()) {
    if (strides[axis]! < reach) return false;
    reach += (shape[axis]! - 1) * strides[axis]!;
  }
  return true;
}

/**
 * Reads a plain view in C order. The file is read forward in windows, so only the result is in memory.
 * Checkpoints of channels-last training hold such views.
 *
 * @param start byte of the view's first element
 */
export function readStrided(file: OpenFile, start: number, dtype: Dtype, view: View): Float32Array {
  const { shape, strides } = view;
  const count = elementCount(shape)!;
  if (isContiguous(view)) return readElements(file, start, dtype, count);
  const reach = extent(view);
  const result = new Float32Array(count);
  // Axes from the largest step to the smallest give the elements in the order of the file.
  const axes = byStride(view);
  const sizes = axes.map((axis) => shape[axis]!);
  const steps = axes.map((axis) => strides[axis]!);
  const targets = axes.map((axis) => elementCount(shape.slice(axis + 1))!);
  const index = axes.map(() => 0);
  const read = elementReader(file, dtype);
  const window = new Float32Array(Math.min(WINDOW, reach));
  let windowStart = Number.NEGATIVE_INFINITY;
  let from = 0;
  let to = 0;
  for (let i = 0; i < count; i++) {
    if (from >= windowStart + window.length) {
      windowStart = from;
      read(start + from * DTYPE_BYTES[dtype], window.subarray(0, Math.min(WINDOW, reach - from)));
    }
    result[to] = window[from - windowStart]!;
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      to += targets[axis]!;
      if (++index[axis]! < sizes[axis]!) break;
      from -= sizes[axis]! * steps[axis]!;
      to -= sizes[axis]! * targets[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

/** Axes of more than one element, from the largest step to the smallest. */
function byStride({ shape, strides }: View): number[] {
  const axes = shape.map((_, axis) => axis).filter((axis) => shape[axis]! > 1);
  return axes.sort((a, b) => strides[b]! - strides[a]!);
}

function isContiguous({ shape, strides }: View): boolean {
  let due = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis]! > 1 && strides[axis] !== due) return false;
    due *= shape[axis]!;
  }
  return true;
}
