import type { GraphModelJson } from '../../../backbones/lower/tfjs/index.ts';
import { sampleRuns } from '../../sample.ts';
import type { LoadedModel } from '../../serve.ts';
import type { PageRequest } from '../protocol.ts';
import { loadOrt, openOrt } from './onnxruntime.ts';
import { scope } from './scope.ts';
import { loadTensorflow, openTensorflow } from './tensorflow.ts';

// Runs in the page: loads models, runs them, and times the runs by the page's own clock.
const sessions = new Map<number, LoadedModel>();

scope.fastvitBench = {
  prepare: async (format, provider, threads) => {
    if (format === 'tfjs') await loadTensorflow(provider, threads);
    else await loadOrt(provider, threads);
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

/** Fetches everything before the span that counts as session creation. */
async function fetched(request: PageRequest): Promise<{ load: () => Promise<LoadedModel> }> {
  const { format, model } = request;
  const data = new Float32Array(await bytes(request.input.data));
  if (format === 'onnx') return openOrt(request, new Uint8Array(await bytes(model)), data);
  const json = (await (await fetch(`${model}model.json`)).json()) as GraphModelJson;
  const files = json.weightsManifest.flatMap((group) => group.paths);
  const parts = await Promise.all(files.map((file) => bytes(model + file)));
  return openTensorflow(request, json, parts[0]!, data);
}

async function bytes(path: string): Promise<ArrayBuffer> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.arrayBuffer();
}
