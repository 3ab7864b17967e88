import type * as Ort from 'onnxruntime-web';
import type { LoadedModel } from '../../serve.ts';
import type { PageRequest } from '../protocol.ts';
import { type AdapterReport, webgpuAdapter } from './gpu.ts';
import { placementOf } from './placement.ts';
import { scope } from './scope.ts';
import { checkThreads, isolation } from './threads.ts';

/** Loads the module that has the provider; the one for wasm only is half the size. */
export async function loadOrt(provider: string, threads: number): Promise<typeof Ort> {
  checkThreads(threads);
  const file = provider === 'wasm' ? 'ort.wasm.min.mjs' : 'ort.webgpu.min.mjs';
  const ort = (await import(`/modules/onnxruntime-web/dist/${file}`)) as typeof Ort;
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = '/modules/onnxruntime-web/dist/';
  return ort;
}

/**
 * Prepares a session of onnxruntime-web. For a provider that may leave nodes to the CPU, the placement is read from the
 * log of a session created before the timed one.
 */
export async function openOrt(
  { provider, threads, output, input }: PageRequest,
  model: Uint8Array,
  data: Float32Array,
): Promise<{ load: () => Promise<LoadedModel> }> {
  const adapter = await adapterFor(provider);
  const ort = await loadOrt(provider, threads);
  const executionProviders = [provider];
  const placement =
    provider === 'wasm' ? {} : { placement: await placementOf(ort, model, executionProviders) };
  const feed = (values: Float32Array) => ({
    [input.name]: new ort.Tensor('float32', values, [...input.shape]),
  });
  return {
    load: async () => {
      const session = await ort.InferenceSession.create(model, {
        executionProviders,
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
      });
      const own = feed(data);
      return {
        options: {
          version: ort.env.versions.web ?? ort.env.versions.common,
          provider,
          threads: ort.env.wasm.numThreads,
          simd: true,
          ...isolation(),
          ...adapter,
          ...placement,
        },
        run: async (values) => {
          const outputs = await session.run(values ? feed(values) : own);
          return outputs[output]!.data as Float32Array;
        },
        close: () => session.release(),
      };
    },
  };
}

async function adapterFor(provider: string): Promise<AdapterReport | Record<string, never>> {
  if (provider === 'webgpu') return webgpuAdapter();
  if (provider === 'webnn') await checkWebnn();
  return {};
}

async function checkWebnn(): Promise<void> {
  const { ml } = scope.navigator;
  if (ml === undefined) throw new Error('this browser has no WebNN (navigator.ml is missing)');
  try {
    await ml.createContext();
  } catch (error) {
    throw new Error(`WebNN does not work in this browser: ${(error as Error).message}`);
  }
}
