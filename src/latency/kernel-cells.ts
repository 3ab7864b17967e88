import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '../files/index.ts';
import { onnxruntime } from '../runtimes/index.ts';
import { convolutionKernel, type Kernel } from './kernel.ts';
import type { MeasuredCell } from './types.ts';

/** The id of the anchor in records; another kernel would get another id. */
const ANCHOR_ID = 'anchor-1';

/** A group is `noisy` if its anchor moves by more than this fraction in some block. */
export const ANCHOR_MOVEMENT_LIMIT = 0.1;

/**
 * Builds the anchor, a fixed model through which runs of different days are compared, and which shows changes of the
 * machine's speed within a run: a small mobile stack of 3×3, depthwise 3×3 and 1×1 convolutions with 70 million
 * multiply-accumulates.
 */
export function anchorKernel(): Kernel {
  return convolutionKernel(3, 224, [
    { channels: 32, kernel: 3, stride: 2, depthwise: false },
    { channels: 32, kernel: 3, stride: 1, depthwise: true },
    { channels: 64, kernel: 1, stride: 1, depthwise: false },
    { channels: 64, kernel: 3, stride: 2, depthwise: true },
    { channels: 128, kernel: 1, stride: 1, depthwise: false },
  ]);
}

/** The anchor as a cell: onnxruntime on the CPU with one thread, whatever the other cells run on. */
export function anchorCell(): MeasuredCell {
  return kernelCell(ANCHOR_ID, anchorKernel());
}

/**
 * A stack of equal 1×1 convolutions (64 channels, 28×28 pixels) as a cell. n layers take n times as long as one, so
 * one more layer is a known slowdown of 1/n.
 */
export function layerStack(layers: number, id: string): MeasuredCell {
  const layer = { channels: 64, kernel: 1, stride: 1, depthwise: false };
  return kernelCell(id, convolutionKernel(64, 28, new Array(layers).fill(layer)));
}

/** Writes a kernel to the system's temporary folder, under the name of its digest. */
function kernelCell(id: string, kernel: Kernel): MeasuredCell {
  const digest = createHash('sha256').update(kernel.bytes).digest('hex');
  const path = join(os.tmpdir(), `fastvit-bench-kernel-${digest.slice(0, 16)}.onnx`);
  if (!existsSync(path)) writeFileAtomic(path, kernel.bytes);
  const [, , height, width] = kernel.input.shape;
  return {
    cell: {
      model: id,
      form: 'inference',
      runtime: onnxruntime.name,
      provider: 'cpu',
      resolution: [height!, width!],
      batch: 1,
      threads: 1,
      graphOptimization: 'all',
    },
    model: { path, input: kernel.input, output: kernel.output },
    runtime: onnxruntime,
    weights: 'kernel',
    modelDigest: digest,
    fileBytes: kernel.bytes.length,
  };
}
