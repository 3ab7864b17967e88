import type * as Tensorflow from '@tensorflow/tfjs';
import type * as WasmBackend from '@tensorflow/tfjs-backend-wasm';
import type { GraphModelJson } from '../../../backbones/lower/tfjs/index.ts';
import type { LoadedModel } from '../../serve.ts';
import { compileTfjs } from '../../tfjs/program.ts';
import type { PageRequest } from '../protocol.ts';
import { type AdapterReport, webglAdapter, webgpuAdapter } from './gpu.ts';
import { scope } from './scope.ts';
import { checkThreads, isolation } from './threads.ts';

type WithWasm = typeof Tensorflow & { wasm: typeof WasmBackend };

/**
 * Loads TensorFlow.js and chooses a backend.
 * @param provider the name of the backend after `tfjs-`
 * @throws Error where the browser does not have it
 */
export async function loadTensorflow(provider: string, threads: number): Promise<WithWasm> {
  const backend = provider.slice('tfjs-'.length);
  if (backend === 'wasm') checkThreads(threads);
  else if (threads !== 1) {
    throw new Error(`${provider} has no CPU threads: set threads to 1 instead of ${threads}`);
  }
  if (scope.tf === undefined) {
    await script('/modules/@tensorflow/tfjs/dist/tf.min.js');
    await script('/modules/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js');
    await script('/modules/@tensorflow/tfjs-backend-webgpu/dist/tf-backend-webgpu.min.js');
    // The backend reads these once, when it starts.
    const { wasm } = scope.tf as unknown as WithWasm;
    wasm.setWasmPaths('/modules/@tensorflow/tfjs-backend-wasm/dist/');
    wasm.setThreadsCount(threads);
  }
  const tf = scope.tf as unknown as WithWasm;
  if (!(await tf.setBackend(backend))) throw new Error(`the ${backend} backend of tfjs did not start`);
  if (backend === 'wasm' && threads > 1) checkPool(tf, threads);
  return tf;
}

/** @throws Error where tfjs runs with fewer threads: it uses at most half of the logical cores, and at most 4 */
function checkPool(tf: WithWasm, threads: number): void {
  const actual = tf.wasm.getThreadsCount();
  if (actual === threads) return;
  throw new Error(
    `the wasm backend of tfjs runs with ${actual} thread(s) in this page instead of ${threads}: it uses at most half of the ${scope.navigator.hardwareConcurrency} logical cores, and at most 4`,
  );
}

export async function openTensorflow(
  { provider, threads, input, output }: PageRequest,
  json: GraphModelJson,
  weights: ArrayBuffer,
  data: Float32Array,
): Promise<{ load: () => Promise<LoadedModel> }> {
  const adapter = await adapterFor(provider);
  const tf = await loadTensorflow(provider, threads);
  const [n, c, h, w] = input.shape as [number, number, number, number];
  const backend = tf.getBackend();
  return {
    load: async () => {
      const program = compileTfjs(tf, json, weights, output);
      return {
        options: {
          version: tf.version.tfjs,
          provider,
          ...(await speedOf(tf, provider)),
          ...isolation(),
          ...adapter,
        },
        run: async (values) => {
          // Sessions of one page may have different backends.
          if (tf.getBackend() !== backend) await tf.setBackend(backend);
          const x = tf.tensor4d(values ?? data, [n, h, w, c]);
          const y = program.run(x);
          const result = (await y.data()) as Float32Array;
          tf.dispose([x, y]);
          return result;
        },
        close: async () => program.dispose(),
      };
    },
  };
}

/** Threads and SIMD that the wasm backend really uses. */
async function speedOf(tf: WithWasm, provider: string): Promise<Record<string, unknown>> {
  if (provider !== 'tfjs-wasm') return { threads: 1 };
  const threaded = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  return {
    threads: threaded ? tf.wasm.getThreadsCount() : 1,
    simd: await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'),
  };
}

async function adapterFor(provider: string): Promise<AdapterReport | Record<string, never>> {
  switch (provider) {
    case 'tfjs-webgl':
      return webglAdapter();
    case 'tfjs-webgpu':
      return webgpuAdapter();
    default:
      return {};
  }
}

function script(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const element = scope.document.createElement('script');
    element.onload = () => resolve();
    element.onerror = () => reject(new Error(`${src} did not load`));
    element.src = src;
    scope.document.head.append(element);
  });
}
