import { createRequire } from 'node:module';
import type * as Ort from 'onnxruntime-node';
import { onnxruntimeOptions } from '../../src/runtimes/onnxruntime/options.ts';
import { type Engine, serveEngine } from '../../src/runtimes/serve.ts';

const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof Ort;

/**
 * One session, timed in two ways: `run`, as every cell is (asked by message, sampled by tinybench), and `infer([n])`,
 * a plain loop that answers with its n durations.
 */
const engine: Engine = {
  open: async (model, options) => {
    const session = await ort.InferenceSession.create(model.path, onnxruntimeOptions(options));
    const feeds = {
      [model.input.name]: new ort.Tensor('float32', model.input.data, [...model.input.shape]),
    };
    return {
      options: {},
      run: async (count) => {
        if (count === undefined) return (await session.run(feeds))[model.output]!.data as Float32Array;
        const durations = new Float32Array(count[0]!);
        for (let at = 0; at < durations.length; at++) {
          const start = performance.now();
          const outputs = await session.run(feeds);
          outputs[model.output]!.data;
          durations[at] = performance.now() - start;
        }
        return durations;
      },
      close: () => session.release(),
    };
  },
};

serveEngine(engine);
