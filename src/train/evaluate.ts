import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Graph, TensorReader } from '../backbones/graph/index.ts';
import { toOnnx } from '../backbones/lower/index.ts';
import { type Normalisation, plainBatch } from './batches.ts';
import type { ImageSet } from './data.ts';

/** One thread, so that sums have a fixed order and the same steps give the same bytes. */
export const sessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
  extra: { session: { intra_op: { allow_spinning: '0' } } },
} as InferenceSession.SessionOptions;

/** Images per inference. */
const BATCH = 100;

/**
 * Predicts the class of each image of a set.
 * @param graph in any form, built for batch 1
 */
export async function predictions(
  graph: Graph,
  read: TensorReader,
  set: ImageSet,
  normalisation: Normalisation,
): Promise<Uint8Array> {
  const bytes = toOnnx(graph, read, { batch: 'dynamic' });
  const session = await InferenceSession.create(bytes, sessionOptions);
  const predicted = new Uint8Array(set.count);
  for (let start = 0; start < set.count; start += BATCH) {
    const end = Math.min(start + BATCH, set.count);
    const images = plainBatch(set, start, end, normalisation);
    const input = new Tensor('float32', images, [end - start, 3, set.size, set.size]);
    const { logits } = await session.run({ input });
    predicted.set(largest(logits?.data as Float32Array, end - start), start);
  }
  await session.release();
  return predicted;
}

/** Returns the fraction of predictions that equal the label. */
export function accuracy(predicted: Uint8Array, labels: Uint8Array): number {
  return predicted.reduce((right, label, i) => right + (label === labels[i] ? 1 : 0), 0) / labels.length;
}

/** Returns the index of the largest value in each row. */
export function largest(values: Float32Array, rows: number): Uint8Array {
  const width = values.length / rows;
  return Uint8Array.from({ length: rows }, (_, row) => {
    const own = values.subarray(row * width, (row + 1) * width);
    return own.indexOf(Math.max(...own));
  });
}
