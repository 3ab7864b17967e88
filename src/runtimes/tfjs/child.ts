import { channelsLast, readTfjsFiles } from '../../backbones/lower/tfjs/index.ts';
import { type Engine, serveEngine } from '../serve.ts';
import { useBackend } from './backend.ts';
import { compileTfjs } from './program.ts';

/** TensorFlow.js in this process, which `tfjs.start` started. */
const engine: Engine = {
  prepare: async ({ provider, threads }) => {
    await useBackend(provider, threads);
  },
  open: async ({ path, input, output }, { provider, threads }) => {
    const { tf, versions } = await useBackend(provider, threads);
    const { json, weights } = readTfjsFiles(path);
    const data = weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.length) as ArrayBuffer;
    const program = compileTfjs(tf, json, data, output);
    const [n, c, h, w] = input.shape as [number, number, number, number];
    const own = channelsLast(input.data, input.shape);
    return {
      options: { ...versions, provider, threads },
      run: async (data) => {
        // Sessions of one process may have different backends.
        if (tf.getBackend() !== provider) await tf.setBackend(provider);
        const x = tf.tensor4d(data ? channelsLast(data, input.shape) : own, [n, h, w, c]);
        const y = program.run(x);
        const values = (await y.data()) as Float32Array;
        tf.dispose([x, y]);
        return values;
      },
      close: async () => program.dispose(),
    };
  },
};

serveEngine(engine);
