import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  modelFormat,
  openRuntime,
  probeRuntime,
  type RuntimeProcess,
  runtimeChoices,
} from '../../src/runtimes/index.ts';
import { loweredModels, relativeError } from './lowered.ts';

/** The small variants of every family, and the largest relative error of a logit that any runtime may have. */
const MODELS = [
  'fastvit_t8',
  'fastvit_sa12',
  'poolformer_s12',
  'mobileone_s0',
  'efficientnet_b0',
  'efficientnet_lite0',
  'convnext_tiny',
  'cmt_ti',
];
const TOLERANCE = 2e-5;
const RUNTIMES = ['tfjs:wasm', 'tfjs:tensorflow', 'browser:wasm', 'browser:tfjs-wasm'];
/** `npm run verify -- runtimes` takes those as well that need a GPU, or minutes without one. */
const EVERY = process.env.EVERY_RUNTIME !== undefined;
const SLOW = [
  'tfjs:cpu',
  'onnxruntime:webgpu',
  'browser:webgpu',
  'browser:tfjs-webgl',
  'browser:tfjs-webgpu',
];
const limits = { timeoutMs: EVERY ? 600_000 : 60_000 };
const lowered = loweredModels();
const expected = new Map<string, Float32Array>();

beforeAll(async () => {
  await inOneProcess('onnxruntime:cpu', async (logits) => {
    for (const model of MODELS) expected.set(model, await logits(model));
  });
}, 60_000);

describe.each(EVERY ? [...RUNTIMES, ...SLOW] : RUNTIMES)('%s', async (name) => {
  const why = await probeRuntime(runtimeChoices(name)[0]!).then(
    () => undefined,
    (error: Error) => error.message,
  );
  const title = why === undefined ? '' : ` (${why})`;
  let logits: (model: string) => Promise<Float32Array>;
  let end = () => {};

  beforeAll(async () => {
    if (why !== undefined) return;
    await new Promise<void>((resolve, reject) => {
      inOneProcess(name, (ready) => {
        logits = ready;
        resolve();
        return new Promise<void>((finish) => {
          end = finish;
        });
      }).catch(reject);
    });
  }, 60_000);
  afterAll(() => end());

  it.skipIf(why !== undefined).each(MODELS)(
    `%s: the logits of native onnxruntime${title}`,
    { timeout: limits.timeoutMs },
    async (model) => {
      const error = relativeError(await logits(model), expected.get(model)!);
      if (EVERY) console.log(`${name} ${model}: ${error.toExponential(1)}`);
      expect(error).toBeLessThan(TOLERANCE);
    },
  );
});

/** Starts a process of a runtime and hands out a function that loads a model, runs it once and frees it. */
async function inOneProcess(
  name: string,
  work: (logits: (model: string) => Promise<Float32Array>) => Promise<void>,
): Promise<void> {
  const choice = runtimeChoices(name)[0]!;
  const host: RuntimeProcess = await (await openRuntime(choice.runtime)).start(limits);
  try {
    await work(async (model) => {
      const file = lowered(model, 64, modelFormat(choice));
      const session = await host.open(file, { provider: choice.provider, threads: 1 });
      const values = await session.infer();
      await session.close();
      return values;
    });
  } finally {
    await host.close();
  }
}
