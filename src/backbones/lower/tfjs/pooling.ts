import type { NodeOf, Padding } from '../../graph/index.ts';
import { integers, type Operands, scalar } from './operations.ts';
import type { TfjsWriter } from './writer.ts';

/**
 * Window means. tfjs pads by "SAME" alone and does not count what it pads; any other padding is written out,
 * and a window that should not count it is multiplied by kernel area over pixels covered.
 */
export function averagePool(node: NodeOf<'average_pool'>, operands: Operands, to: TfjsWriter): string {
  const { name, kernel, stride, padding, countPadding } = node;
  const [, , height, width] = operands.shape(node.input) as [number, number, number, number];
  const x = operands.name(node.input);
  const pool = (label: string, value: string, mode: 'SAME' | 'VALID') =>
    to.node('AvgPool', label, [value], {
      ksize: { ints: [1, ...kernel, 1] },
      strides: { ints: [1, ...stride, 1] },
      padding: { string: mode },
      data_format: { string: 'NHWC' },
    });
  if (padding.every((size) => size === 0)) return pool(name, x, 'VALID');
  if (!countPadding && isSame(node, height, width)) return pool(name, x, 'SAME');

  const [top, left, bottom, right] = padding;
  const borders = to.constant(Int32Array.of(0, 0, top, bottom, left, right, 0, 0), [4, 2]);
  const padded = to.node('PadV2', `${name}.padded`, [x, borders, scalar(0, to)]);
  if (countPadding) return pool(name, padded, 'VALID');
  const [, , rows, columns] = node.shape as [number, number, number, number];
  const down = covered(rows, height, kernel[0], stride[0], top);
  const across = covered(columns, width, kernel[1], stride[1], left);
  const area = kernel[0] * kernel[1];
  const factors = Float32Array.from(down.flatMap((h) => across.map((w) => area / (h * w))));
  const means = pool(`${name}.means`, padded, 'VALID');
  return to.node('Mul', name, [means, to.constant(factors, [1, rows, columns, 1])]);
}

/** Mean over all positions, as a pooling with a window of the whole map: that keeps the layout. */
export function globalAveragePool(
  node: NodeOf<'global_average_pool'>,
  operands: Operands,
  to: TfjsWriter,
): string {
  const [, channels, height, width] = operands.shape(node.input) as [number, number, number, number];
  const pooled = to.node('AvgPool', node.name, [operands.name(node.input)], {
    ksize: { ints: [1, height, width, 1] },
    strides: { ints: [1, 1, 1, 1] },
    padding: { string: 'VALID' },
    data_format: { string: 'NHWC' },
  });
  if (node.keepPositions) return pooled;
  return to.node('Reshape', `${node.name}.flatten`, [pooled, integers([-1, channels], to)]);
}

/** Whether TensorFlow's "SAME" pads as this node does: the smaller half before. */
function isSame({ kernel, stride, padding }: NodeOf<'average_pool'>, height: number, width: number): boolean {
  const along = (size: number, window: number, step: number) => {
    const total = Math.max((Math.ceil(size / step) - 1) * step + window - size, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)] as const;
  };
  const [top, bottom] = along(height, kernel[0], stride[0]);
  const [left, right] = along(width, kernel[1], stride[1]);
  const same: Padding = [top, left, bottom, right];
  return same.every((size, side) => size === padding[side]);
}

/** Pixels of the map, not of its border, that each window along one axis covers. */
function covered(windows: number, size: number, kernel: number, stride: number, before: number): number[] {
  return Array.from({ length: windows }, (_, i) => {
    const start = i * stride - before;
    return Math.min(start + kernel, size) - Math.max(start, 0);
  });
}
