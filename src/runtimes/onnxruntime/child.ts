import { createRequire } from 'node:module';
import type * as Ort from 'onnxruntime-node';
import { messageOf } from '../../files/index.ts';
import { RuntimeOptions } from '../../results/index.ts';
import { type Engine, serveEngine } from '../serve.ts';
import { onnxruntimeOptions } from './options.ts';
import { whyNoSession } from './refused.ts';

// Loaded before the first model is opened, so that session creation times do not include it.
const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof Ort;

/** onnxruntime-node in this process, which `onnxruntime.start` started. */
const engine: Engine = {
  open: async (model, session) => {
    const loaded = await ort.InferenceSession.create(model.path, onnxruntimeOptions(session)).catch(
      (error) => {
        throw new Error(whyNoSession(session.provider, messageOf(error)));
      },
    );
    const feed = (data: Float32Array) => ({
      [model.input.name]: new ort.Tensor('float32', data, [...model.input.shape]),
    });
    const own = feed(model.input.data);
    return {
      options: {
        version: ort.env.versions.node ?? ort.env.versions.common,
        provider: session.provider,
        threads: session.threads,
        graphOptimization: session.graphOptimization ?? 'all',
        ...RuntimeOptions.parse(session.options ?? {}),
      },
      run: async (input) => {
        const outputs = await loaded.run(input ? feed(input) : own);
        // Reading `data` copies the output to the host where the provider keeps it elsewhere.
        return outputs[model.output]!.data as Float32Array;
      },
      close: async () => {
        if (session.profilePrefix) loaded.endProfiling();
        await loaded.release();
      },
    };
  },
};

serveEngine(engine);
