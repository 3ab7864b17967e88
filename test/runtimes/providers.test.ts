import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildGraph } from '../../src/backbones/graph/index.ts';
import { toOnnx } from '../../src/backbones/lower/index.ts';
import { seededInput, seededWeights } from '../../src/backbones/weights/seeded.ts';
import { onnxruntime, openAlone, type RuntimeModel, type RuntimeSession } from '../../src/runtimes/index.ts';
import { whyNoSession } from '../../src/runtimes/onnxruntime/refused.ts';
import { startRuntime } from '../../src/runtimes/process.ts';
import { relativeError } from './lowered.ts';
import { convolutionModel, corruptModel, temporaryFolder } from './models.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

/** Chromium's software Vulkan driver, and its loader. */
const SWIFTSHADER = '/usr/lib/chromium';
const hasSwiftshader = ['vk_swiftshader_icd.json', 'libvulkan.so.1'].every((name) =>
  existsSync(`${SWIFTSHADER}/${name}`),
);

/** A convolution, a depthwise one, GELU, attention and a classifier. */
function smallNetwork(): RuntimeModel {
  const shape = [1, 3, 16, 16];
  const b = buildGraph('small', shape);
  const stem = b.activation('gelu', b.conv('stem', b.input, { out: 16, kernel: 3, stride: 2, bias: true }));
  const mixed = b.conv('mixer', stem, { out: 16, kernel: 3, groups: 16, bias: true });
  const attended = b.attention(mixed, stem, mixed, { heads: 2, scale: 0.5 });
  const graph = b.finish(b.linear('head', b.globalAveragePool(b.sum(attended, mixed)), { out: 10 }));
  const path = join(folder, 'small.onnx');
  writeFileSync(path, toOnnx(graph, seededWeights('0')));
  return { path, input: { name: 'input', shape, data: seededInput(shape, '0') }, output: 'logits' };
}

async function inferOnce(session: RuntimeSession): Promise<Float32Array> {
  try {
    return await session.infer();
  } finally {
    await session.close();
  }
}

describe('the other providers of onnxruntime-node', () => {
  it.skipIf(!hasSwiftshader)(
    'webgpu, through SwiftShader as the Vulkan driver, gives the logits of the CPU',
    async () => {
      const model = smallNetwork();
      const options = { provider: 'cpu', threads: 1 };
      const cpu = await inferOnce(await openAlone(onnxruntime, model, options));
      const entry = new URL('../../src/runtimes/onnxruntime/child.ts', import.meta.url);
      const host = await startRuntime(
        entry,
        { timeoutMs: 60_000 },
        {
          VK_ICD_FILENAMES: `${SWIFTSHADER}/vk_swiftshader_icd.json`,
          LD_LIBRARY_PATH: SWIFTSHADER,
        },
      );
      try {
        const webgpu = await inferOnce(await host.open(model, { ...options, provider: 'webgpu' }));
        expect(relativeError(webgpu, cpu)).toBeLessThan(1e-5);
        // A session that fell back to the CPU would give the same bits.
        expect(webgpu).not.toEqual(cpu);
      } finally {
        await host.close();
      }
    },
  );

  const absent = [
    ['cuda', process.platform === 'linux', 'it needs Linux on x86-64 with an NVIDIA GPU'],
    ['tensorrt', process.platform === 'linux', 'it needs the same as cuda, and TensorRT'],
    ['coreml', process.platform !== 'darwin', 'it needs macOS'],
    ['dml', process.platform !== 'win32', 'it needs Windows'],
  ] as const;
  it.each(absent.filter(([, here]) => here))(
    '%s is refused with what it needs',
    async (provider, _, needs) => {
      const session = openAlone(onnxruntime, convolutionModel(folder), { provider, threads: 1 });
      await session.then(
        // A machine that has the provider proves more than the refusal.
        (opened) => opened.close(),
        (error: Error) => {
          expect(error.message).toContain(`the provider ${provider} is not available here: ${needs}`);
          expect(error.message).not.toContain('\n');
        },
      );
    },
  );

  it('a broken model is not called a missing provider', async () => {
    const session = openAlone(onnxruntime, corruptModel(folder), { provider: 'cpu', threads: 1 });
    await expect(session).rejects.toThrow(/^(?!the provider)/);
    expect(whyNoSession('cuda', 'Load model failed: Protobuf parsing failed.\nmore')).toBe(
      'Load model failed: Protobuf parsing failed.',
    );
  });

  it('the message of a missing adapter has no paths of source files', () => {
    const message =
      '/src/webgpu_context.cc:136 f(const C&)::<lambda()> status == Success was false. Failed to get a WebGPU adapter: No supported adapters';
    expect(whyNoSession('webgpu', message)).toMatch(
      /^the provider webgpu is not available here: it needs a GPU driver .*\(onnxruntime: Failed to get a WebGPU adapter: No supported adapters\)$/,
    );
  });
});
