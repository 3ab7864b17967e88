/** A tensor in another layout: its dimensions, and its values in C order. */
export interface Laid {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/** [O, I / groups, h, w], one output after the other, to [h, w, I / groups, O]. */
export function convolutionFilter(values: Float32Array, shape: readonly number[]): Laid {
  const [outputs, inputs, height, width] = shape as [number, number, number, number];
  return { dims: [height, width, inputs, outputs], values: permute(values, shape, [2, 3, 1, 0]) };
}

/**
 * A convolution whose groups have one input channel each: [C * m, 1, h, w] to [h, w, C, m]. Output o of
 * either layout belongs to channel floor(o / m).
 */
export function depthwiseFilter(values: Float32Array, shape: readonly number[], channels: number): Laid {
  const [outputs, , height, width] = shape as [number, number, number, number];
  const byChannel = [channels, outputs / channels, height, width];
  return {
    dims: [height, width, channels, outputs / channels],
    values: permute(values, byChannel, [2, 3, 0, 1]),
  };
}

/** [O, I] to [I, O]. */
export function matrix(values: Float32Array, shape: readonly number[]): Laid {
  const [outputs, inputs] = shape as [number, number];
  return { dims: [inputs, outputs], values: permute(values, shape, [1, 0]) };
}

/** [N, C, H, W] to [N, H, W, C]. */
export function channelsLast(values: Float32Array, shape: readonly number[]): Float32Array {
  return permute(values, shape, [0, 2, 3, 1]);
}

/** Axis i of the result is axis order[i] of the source. */
export function permute(
  values: Float32Array,
  shape: readonly number[],
  order: readonly number[],
): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const sizes = order.map((axis) => shape[axis] as number);
  const steps = order.map((axis) => strides[axis] as number);
  const result = new Float32Array(values.length);
  const last = sizes.length - 1;
  const [run, step] = [sizes[last] as number, steps[last] as number];
  const index = new Array<number>(last).fill(0);
  let source = 0;
  for (let at = 0; at < result.length; at += run) {
    for (let i = 0; i < run; i++) result[at + i] = values[source + i * step] as number;
    // Counts the outer axes like an odometer, the source position with them.
    for (let axis = last - 1; axis >= 0; axis--) {
      source += steps[axis] as number;
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (sizes[axis] as number)) break;
      source -= (steps[axis] as number) * (sizes[axis] as number);
      index[axis] = 0;
    }
  }
  return result;
}
