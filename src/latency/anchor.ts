import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { writeFileAtomic } from '../files/index.ts';
import { onnxruntime } from '../runtimes/index.ts';
import { convolutionKernel, type Kernel } from './kernel.ts';
import type { MeasuredCell } from './types.ts';

/** The id of the anchor in records. A change of the kernel is a new id. */
export const ANCHOR_ID = 'anchor-1';

/** A group whose anchor was further than this fraction from its median in some block is `noisy`. */
export const ANCHOR_MOVEMENT_LIMIT = 0.1;

/**
 * The fixed control kernel: what runs of different days can be compared through, and what shows that a
 * machine changed its speed within a run. A small mobile stack (3×3, depthwise 3×3 and 1×1 convolutions, 70
 * million multiply-accumulates).
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

/** The anchor as a cell: onnxruntime on the CPU, one thread, whatever the others run on. */
export function anchorCell(): MeasuredCell {
  return kernelCell(ANCHOR_ID, anchorKernel());
}

/** A kernel as a cell, its file in the system's folder for temporary files under the name of its digest. */
export function kernelCell(id: string, kernel: Kernel): MeasuredCell {
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
