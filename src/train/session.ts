import type { InferenceSession } from 'onnxruntime-node';

/** One thread, so that sums have a fixed order and the same steps give the same bytes. */
export const sessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
  extra: { session: { intra_op: { allow_spinning: '0' } } },
} as InferenceSession.SessionOptions;
