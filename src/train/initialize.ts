import type { TensorReader } from '../backbones/graph/index.ts';
import { normalDraw, seededRandom } from '../stats/index.ts';

/**
 * Returns initial weights, determined by name and seed. Convolutions: normal with variance 2 / fan-out (He et al.,
 * arXiv 1502.01852; fan-out counts the outputs of a group). Linear layers and position tables: normal with standard
 * deviation 0.02. Norms: 1 and 0. Biases: 0. Layer scales: 0.1 (the published 1e-5 suits networks of many blocks and
 * hundreds of epochs). `scaled` initialises linear layers with variance 1 / fan-in and layer scales with 1: without
 * a batch norm after them, 0.02 and 0.1 make the blocks of a small network contribute almost nothing for thousands
 * of steps.
 */
export function initialWeights(seed: string, start: 'small' | 'scaled' = 'small'): TensorReader {
  const scaled = start === 'scaled';
  return (name, { shape, role }) => {
    const size = shape.reduce((product, n) => product * n, 1);
    const last = name.slice(name.lastIndexOf('.') + 1);
    if (role === 'counter') return new Float32Array(size);
    if (last === 'running_mean' || last === 'bias') return new Float32Array(size);
    if (last === 'running_var') return new Float32Array(size).fill(1);
    if (last === 'weight' && shape.length === 1) return new Float32Array(size).fill(1);
    if (/gamma$|scale$/.test(last)) return new Float32Array(size).fill(scaled ? 1 : 0.1);
    const spread = last === 'weight' ? spreadOf(shape, scaled) : 0.02;
    const uniform = seededRandom(`${seed}/${name}`);
    return Float32Array.from({ length: size }, () => spread * normalDraw(uniform));
  };
}

/** Returns the standard deviation for a kernel [O, I, kh, kw] or a matrix [O, I]. */
function spreadOf(shape: readonly number[], scaled: boolean): number {
  if (shape.length === 4) return Math.sqrt(2 / fanOut(shape));
  return scaled ? Math.sqrt(1 / shape[1]!) : 0.02;
}

/** Counts the outputs that an input element reaches; for a depthwise kernel these are its window. */
function fanOut([outputs, inputs, height, width]: readonly number[]): number {
  return (inputs === 1 ? 1 : outputs!) * height! * width!;
}
