import { kernelCell } from './anchor.ts';
import { convolutionKernel } from './kernel.ts';
import type { MeasuredCell } from './types.ts';

/**
 * A stack of equal 1×1 convolutions (64 channels, 28×28 pixels) as a cell: n layers take n times one, so
 * that a stack with one more is slower by 1/n, which is known and not measured.
 */
export function layerStack(layers: number, id: string): MeasuredCell {
  const layer = { channels: 64, kernel: 1, stride: 1, depthwise: false };
  return kernelCell(id, convolutionKernel(64, 28, new Array(layers).fill(layer)));
}
