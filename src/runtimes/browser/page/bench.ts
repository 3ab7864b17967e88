import type { GraphModelJson } from '../../../backbones/lower/tfjs/index.ts';
import { sampleRuns } from '../../sample.ts';
import type { LoadedModel } from '../../serve.ts';
import type { PageRequest } from '../protocol.ts';
import { loadOrt, openOrt } from './onnxruntime.ts';
import { scope } from './scope.ts';
import { loadTensorflow, openTensorflow } from './tensorflow.ts';

// The page's side: loads models, runs them, and times the runs by the page's own clock.
const sessions = new Map<number, LoadedModel>();

scope.fastvitBench = {
  prepare: async (provider, threads) => {
    switch (provider) {
      case 'wasm':
      case 'webgpu':
      case 'webnn':
        await loadOrt(provider, threads);
        break;
      case 'tfjs-wasm':
      case 'tfjs-webgl':
      case 'tfjs-webgpu':
        await loadTensorflow(provider, threads);
        break;
      default:
        throw new Error(`the browser has no provider "${provider}"`);
    }
  },
  open: async (request) => {
    const { load } = await fetched(request);
    const start = performance.now();
    const loaded = await load();
    const sessionMs = performance.now() - start;
    sessions.set(request.session, loaded);
    return { sessionMs, options: loaded.options };
  },
  sample: (session, count) => {
    const loaded = sessions.get(session)!;
    return sampleRuns(
      () => loaded.run(),
      count,
      () => performance.now(),
    );
  },
  infer: async (session, input) => {
    const values = input === undefined ? undefined : new Float32Array(await bytes(input));
    return [...(await sessions.get(session)!.run(values))];
  },
  close: async (session) => {
    await sessions.get(session)?.close();
    sessions.delete(session);
  },
};

/** Everything that is fetched comes before the span that is called session creation. */
async function fetched(request: PageRequest): Promise<{ load: () => Promise<LoadedModel> }> {
  const data = new Float32Array(await bytes(request.input.data));
  switch (request.provider) {
    case 'wasm':
    case 'webgpu':
    case 'webnn':
      return openOrt(
        { ...request, provider: request.provider },
        new Uint8Array(await bytes(request.model)),
        data,
      );
    case 'tfjs-wasm':
    case 'tfjs-webgl':
    case 'tfjs-webgpu': {
      const json = (await (await fetch(`${request.model}model.json`)).json()) as GraphModelJson;
      const files = json.weightsManifest.flatMap((group) => group.paths);
      const parts = await Promise.all(files.map((file) => bytes(request.model + file)));
      return openTensorflow({ ...request, provider: request.provider }, json, parts[0]!, data);
    }
    default:
      throw new Error(`the browser has no provider "${request.provider}"`);
  }
}

async function bytes(path: string): Promise<ArrayBuffer> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.arrayBuffer();
}
