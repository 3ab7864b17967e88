import { describe, expect, it } from 'vitest';
import { seededInput } from '../../src/backbones/weights/seeded.ts';
import { onnxruntime, openAlone, type RuntimeSession } from '../../src/runtimes/index.ts';
import { whyNoNative } from '../../src/runtimes/tfjs/backend.ts';
import { tfjs } from '../../src/runtimes/tfjs.ts';
import { loweredModels, relativeError } from './lowered.ts';

const lowered = loweredModels();
const model = () => lowered('mobileone_s0', 64, 'tfjs');
const native = await whyNoTensorflow();

/** Why the native backend does not work here; undefined where it does. */
async function whyNoTensorflow(): Promise<string | undefined> {
  try {
    await (await openAlone(tfjs, model(), { provider: 'tensorflow', threads: 1 })).close();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function withSession<T>(
  session: Promise<RuntimeSession>,
  work: (session: RuntimeSession) => Promise<T>,
): Promise<T> {
  const opened = await session;
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

const backends = ['wasm', 'cpu', 'tensorflow'] as const;
describe.each(backends)('tfjs %s', (provider) => {
  it.skipIf(provider === 'tensorflow' && native !== undefined)(
    'gives the logits of onnxruntime, timed and not',
    async () => {
      const onnx = lowered('mobileone_s0', 64, 'onnx');
      const expected = await withSession(
        openAlone(onnxruntime, onnx, { provider: 'cpu', threads: 1 }),
        (session) => session.infer(),
      );
      await withSession(openAlone(tfjs, model(), { provider, threads: 1 }), async (session) => {
        expect(session.sessionMs).toBeGreaterThan(0);
        expect(session.options).toMatchObject({ provider, threads: 1, version: '4.22.0' });
        expect(relativeError(await session.infer(), expected)).toBeLessThan(1e-5);
        const { runs: durations } = await session.run(3);
        expect(durations).toHaveLength(3);
        expect(durations.every((ms) => ms > 0)).toBe(true);
        const other = await session.infer(seededInput([1, 3, 64, 64], 'other'));
        expect(relativeError(other, expected)).toBeGreaterThan(1e-4);
      });
    },
  );
});

describe('what tfjs cannot do gives one line', () => {
  const cases = [
    ['webgl', 1, 'tfjs has webgl only in a browser: use "browser:tfjs-webgl"'],
    ['cuda', 1, 'tfjs has no backend "cuda" in Node: choose wasm, cpu or tensorflow'],
    ['wasm', 2, 'the wasm backend of tfjs has one thread in Node: set threads to 1 instead of 2'],
  ] as const;
  it.each(cases)('%s with %i threads', async (provider, threads, why) => {
    await expect(openAlone(tfjs, model(), { provider, threads })).rejects.toThrow(why);
  });

  it('tensorflow where tfjs-node is not installed, or its binding is not built', () => {
    const absent = Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
    expect(whyNoNative(absent)).toBe(
      'the tensorflow backend needs @tensorflow/tfjs-node, but it is not installed; see docs/runtimes.md to install it, or use "wasm", which does not need it',
    );
    const unbuilt = new Error('The Node.js native addon module (tfjs_binding.node) can not be found\nmore');
    expect(whyNoNative(unbuilt)).toContain(
      ', but The Node.js native addon module (tfjs_binding.node) can not be found; see docs',
    );
  });

  it('a file that is not a GraphModel', async () => {
    const onnx = lowered('mobileone_s0', 64, 'onnx');
    await expect(openAlone(tfjs, onnx, { provider: 'cpu', threads: 1 })).rejects.toThrow(
      /not a tfjs GraphModel/,
    );
  });
});

describe('a shared process', () => {
  it('holds sessions of two backends', async () => {
    const host = await tfjs.start({ timeoutMs: 60_000 });
    try {
      const [wasm, cpu] = [
        await host.open(model(), { provider: 'wasm', threads: 1 }),
        await host.open(model(), { provider: 'cpu', threads: 1 }),
      ];
      const [a, b] = [await wasm.infer(), await cpu.infer()];
      expect(relativeError(a, b)).toBeLessThan(1e-5);
      expect(relativeError(await wasm.infer(), b)).toBeLessThan(1e-5);
    } finally {
      await host.close();
    }
  });
});
