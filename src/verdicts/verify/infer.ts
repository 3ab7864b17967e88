import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Infer } from './verify.ts';

/** Runs with onnxruntime on the CPU, in this process. */
export function onnxruntimeInfer(threads: number): Infer {
  return async (onnx, input, shape) => {
    const session = await InferenceSession.create(onnx, { intraOpNumThreads: threads, interOpNumThreads: 1 });
    try {
      const outputs = await session.run({ input: new Tensor('float32', input, [...shape]) });
      return new Map(Object.entries(outputs).map(([name, value]) => [name, value.data as Float32Array]));
    } finally {
      await session.release();
    }
  };
}
