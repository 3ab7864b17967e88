import { InferenceSession, Tensor } from 'onnxruntime-node';
import { lowerModel } from '../../../src/backbones/lower/index.ts';
import type { ModelSpec } from '../../../src/backbones/models/index.ts';
import type { ModelWeights } from '../../../src/backbones/weights/index.ts';
import { seededInput } from '../../../src/backbones/weights/seeded.ts';

/** Logits of a model for the goldens' input of seed "0", by onnxruntime. */
export async function logitsOf(
  model: ModelSpec,
  weights: ModelWeights,
  { resolution, form = 'inference' }: { resolution: number; form?: 'train' | 'inference' },
): Promise<Float32Array> {
  const { onnx } = lowerModel({ model, form, resolution, weights });
  const session = await InferenceSession.create(onnx, { intraOpNumThreads: 1 });
  const shape = [1, 3, resolution, resolution];
  const { logits } = await session.run({ input: new Tensor('float32', seededInput(shape, '0'), shape) });
  await session.release();
  return logits!.data as Float32Array;
}

/** Largest absolute difference. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}
