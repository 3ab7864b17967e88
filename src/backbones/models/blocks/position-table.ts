import type { Parameter } from '../../graph/index.ts';

/**
 * A table of positions [heads, queries, keys] for other numbers of queries and keys: bicubic interpolation of
 * each head's table (CMT, arXiv 2107.06263, section 3.3: B' = Bicubic(B)), with PyTorch's conventions: half-pixel
 * centres, a = -0.75, edge values repeated.
 */
export function resizeTable(table: Parameter, size: readonly [queries: number, keys: number]): Parameter {
  const [heads, queries, keys] = table.shape as [number, number, number];
  if (queries === size[0] && keys === size[1]) return table;
  return {
    ...table,
    shape: [heads, ...size],
    derivation: {
      from: [table],
      compute: ([values]) => {
        const wide = resizeRows(values!, heads * queries, keys, size[1]);
        const turned = transpose(wide, heads, queries, size[1]);
        const tall = resizeRows(turned, heads * size[1], queries, size[0]);
        return transpose(tall, heads, size[1], size[0]);
      },
    },
  };
}

/** Every row of a matrix resampled from `from` to `to` elements. */
function resizeRows(values: Float64Array, rows: number, from: number, to: number): Float64Array {
  const out = new Float64Array(rows * to);
  for (let i = 0; i < to; i++) {
    const at = ((i + 0.5) * from) / to - 0.5;
    const first = Math.floor(at) - 1;
    const weights = [0, 1, 2, 3].map((tap) => cubic(at - (first + tap)));
    for (let tap = 0; tap < 4; tap++) {
      const j = Math.min(Math.max(first + tap, 0), from - 1);
      const weight = weights[tap]!;
      for (let row = 0; row < rows; row++) out[row * to + i]! += weight * values[row * from + j]!;
    }
  }
  return out;
}

/** Keys' convolution kernel with a = -0.75. */
function cubic(distance: number): number {
  const a = -0.75;
  const x = Math.abs(distance);
  if (x <= 1) return (a + 2) * x ** 3 - (a + 3) * x ** 2 + 1;
  return x < 2 ? a * x ** 3 - 5 * a * x ** 2 + 8 * a * x - 4 * a : 0;
}

/** Each of `count` matrices [rows, columns] transposed. */
function transpose(values: Float64Array, count: number, rows: number, columns: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let m = 0; m < count; m++) {
    const start = m * rows * columns;
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) out[start + c * rows + r] = values[start + r * columns + c]!;
    }
  }
  return out;
}
