import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { type ExportRequest, exportModel } from '../../../src/backbones/lower/index.ts';
import { foreignRecipe, onnxCost, readOnnx } from '../../../src/backbones/lower/onnx/read/index.ts';
import { openSafetensors, openWeights, seedWeights } from '../../../src/backbones/weights/index.ts';
import { seededInput } from '../../../src/backbones/weights/seeded.ts';
import { distance, logitsOf } from '../weights/logits.ts';
import { temporaryFolder } from '../weights/temporary.ts';

const folder = temporaryFolder();
const model = {
  extends: 'fastvit_sa12',
  id: 'tiny',
  depths: [1, 1, 1, 1],
  widths: [8, 16, 32, 64],
};
const weights = seedWeights('0', model, 12);

function exported(name: string, more: Partial<ExportRequest> = {}) {
  const path = join(folder.path, name);
  return exportModel({
    model,
    form: 'inference',
    weights,
    resolution: 64,
    format: 'onnx',
    path,
    tool: 'fastvit-bench 1.2.3',
    ...more,
  });
}

async function logits(path: string): Promise<Float32Array> {
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1 });
  const shape = [1, 3, 64, 64];
  const result = await session.run({ input: new Tensor('float32', seededInput(shape, '0'), shape) });
  await session.release();
  return result.logits!.data as Float32Array;
}

describe('an exported ONNX file', () => {
  it('has metadata that describes it', () => {
    const { metadata, path, macs, parameters } = exported('plain.onnx', { lowering: 'plain' });
    const file = readOnnx(path);
    expect(Object.fromEntries(file.metadata)).toEqual(metadata);
    expect(metadata).toMatchObject({
      model: 'tiny',
      form: 'inference',
      lowering: 'plain',
      classes: '12',
      weights: 'seed:0',
      weights_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      tool: 'fastvit-bench 1.2.3',
    });
    expect(foreignRecipe(file, {}, undefined)).toEqual({
      source: "the file's metadata",
      recipe: {
        resolution: [64, 64],
        cropPct: 0.9,
        cropMode: 'center',
        interpolation: 'bicubic',
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
      },
    });
    expect(onnxCost(file, new Map([['input', [1, 3, 64, 64]]]))).toMatchObject({ macs, parameters });
  });

  it('keeps its tensors in a separate file if they are too large', async () => {
    const whole = exported('whole.onnx');
    const apart = exported('apart.onnx', { externalFrom: 1000 });
    expect(whole.external).toBeUndefined();
    expect(apart.external?.path).toBe(join(folder.path, 'apart.onnx.data'));
    expect(apart.bytes).toBeLessThan(whole.bytes / 2);
    expect(apart.external!.bytes).toBeGreaterThan(whole.weightBytes / 2);
    expect(distance(await logits(apart.path), await logits(whole.path))).toBe(0);
    const tensors = [...readOnnx(apart.path).initializers.values()];
    // Short ones must be known when the model is loaded.
    expect(tensors.filter(({ external }) => external).every(({ bytes }) => bytes >= 1024)).toBe(true);
    expect(tensors.some(({ external }) => external)).toBe(true);
  });

  it('leaves no partial file of tensors if the export fails', () => {
    const broken = { ...weights, reader: () => () => new Float32Array(1) };
    const before = readdirSync(folder.path);
    expect(() => exported('broken.onnx', { weights: broken, externalFrom: 0 })).toThrow(
      '1 elements were read',
    );
    expect(readdirSync(folder.path)).toEqual(before);
  });
});

describe('an exported safetensors file', () => {
  it.each([
    ['train', false],
    ['inference', true],
  ] as const)('of the %s form is read back', async (form, reparameterized) => {
    const { path, metadata } = exported(`${form}.safetensors`, { format: 'safetensors', form });
    const source = openSafetensors(path);
    expect(Object.fromEntries(source.metadata)).toEqual(metadata);
    source.close();
    const read = await openWeights(path, model, { env: {} });
    expect(read).toMatchObject({ reparameterized, classes: 12 });
    const again = await logitsOf(model, read, { resolution: 64 });
    const direct = await logitsOf(model, weights, { resolution: 64 });
    expect(distance(again, direct)).toBeLessThan(form === 'train' ? 1e-7 : 1e-5);
    // The digest is of the stored tensors, whatever file they come from.
    const once = exported('digest.onnx', { weights: read, form: 'inference' });
    if (form === 'train') expect(once.metadata.weights_sha256).toBe(metadata.weights_sha256);
    read.close();
  });

  it('refuses a form that the weights do not have', async () => {
    const { path } = exported('fused.safetensors', { format: 'safetensors' });
    const read = await openWeights(path, model, { env: {} });
    const request = { format: 'safetensors', form: 'train', weights: read } as const;
    expect(() => exported('no.safetensors', request)).toThrow('contains the re-parameterised form of tiny');
  });
});
