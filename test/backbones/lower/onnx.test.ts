import onnxProto from 'onnx-proto';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { buildGraph, cost, optimize, reparameterize } from '../../../src/backbones/graph/index.ts';
import { lowerModel, seeded, toOnnx } from '../../../src/backbones/lower/index.ts';
import { batchNormExponents, buildModel } from '../../../src/backbones/models/index.ts';
import { seededInput, seededWeights } from '../../../src/backbones/weights/seeded.ts';

/** Operators of an ONNX file and how often each stands in it. */
function operators(onnx: Uint8Array): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { opType } of onnxProto.onnx.ModelProto.decode(onnx).graph?.node ?? []) {
    counts[opType as string] = (counts[opType as string] ?? 0) + 1;
  }
  return counts;
}

async function logits(onnx: Uint8Array, shape: readonly number[]): Promise<Float32Array> {
  const session = await InferenceSession.create(onnx, { intraOpNumThreads: 1 });
  const { logits } = await session.run({ input: new Tensor('float32', seededInput(shape, '0'), [...shape]) });
  await session.release();
  return logits?.data as Float32Array;
}

function largest(a: Float32Array, b: Float32Array): number {
  const scale = Math.max(...a.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number)))) / scale;
}

const smallest = [
  'fastvit_t8',
  'fastvit_sa12',
  'poolformer_s12',
  'mobileone_s0',
  'efficientnet_b0',
  'convnext_tiny',
  'cmt_ti',
];

describe('training form, re-parameterised form, best and plain lowering compute the same', () => {
  test.each([...smallest, 'metaformer_s12_pool_nonorm', 'metaformer_s12_repmixer'])(
    '%s',
    { timeout: 120_000 },
    async (id) => {
      const train = buildModel(id, { resolution: 96 });
      const read = seededWeights('other', batchNormExponents(id));
      const shape = train.nodes[0]!.shape;
      const inference = reparameterize(train);
      const expected = await logits(toOnnx(train, read), shape);
      expect(largest(expected, await logits(toOnnx(inference, read), shape))).toBeLessThan(1e-4);
      expect(largest(expected, await logits(toOnnx(optimize(inference), read), shape))).toBeLessThan(1e-4);
      expect(
        largest(expected, await logits(toOnnx(inference, read, { lowering: 'plain' }), shape)),
      ).toBeLessThan(1e-4);
    },
  );
});

describe('what the best lowering writes', () => {
  const written = (id: string): Record<string, number> =>
    operators(toOnnx(optimize(reparameterize(buildModel(id))), seededWeights('0')));

  test('FastViT-T8: convolutions, activations, sums, and one squeeze-excite; no norm, no scale, no reshaping', () => {
    expect(written('fastvit_t8')).toEqual({
      Conv: 52,
      Gelu: 17,
      Add: 10,
      GlobalAveragePool: 2,
      Relu: 1,
      Sigmoid: 1,
      Mul: 1,
      Flatten: 1,
      Gemm: 1,
      Identity: 1,
    });
  });

  test('MobileOne-S0: one convolution and one ReLU per block', () => {
    const { Conv, Relu, BatchNormalization } = written('mobileone_s0');
    expect({ Conv, Relu, BatchNormalization }).toEqual({ Conv: 43, Relu: 43 });
  });

  test('PoolFormer-S12: no subtraction and no multiplication per channel remains', () => {
    const { Sub, Mul, AveragePool, InstanceNormalization } = written('poolformer_s12');
    expect({ Sub, Mul, AveragePool, InstanceNormalization }).toEqual({
      AveragePool: 12,
      InstanceNormalization: 24,
    });
  });

  test('a model in its authors’ form keeps its subtraction by default', () => {
    const written = (lowering?: 'best' | 'plain'): Record<string, number> => {
      const model = 'poolformer_s12_written';
      const request = { model, form: 'inference', resolution: 64, weights: seeded(model, '0') } as const;
      return operators(lowerModel({ ...request, ...(lowering === undefined ? {} : { lowering }) }).onnx);
    };
    expect(written()).toMatchObject({ Sub: 12, Mul: 48 });
    expect(written('best').Sub).toBeUndefined();
  });

  test('CMT-Ti: hidden widths are padded to blocks, and the parameters of the form are not', () => {
    const form = reparameterize(buildModel('cmt_ti'));
    const wide = optimize(form);
    const widths = wide.nodes.filter((node) => /mlp\.conv1\.0$/.test(node.name)).map((node) => node.shape[1]);
    expect([...new Set(widths)]).toEqual([176, 336, 672, 1324]);
    expect(cost(form).parameters).toBe(9_479_930);
  });

  test('the epsilon is written to the file (goldens would not reveal a wrong one)', () => {
    const epsilons = (id: string): number[] => {
      const nodes =
        onnxProto.onnx.ModelProto.decode(toOnnx(buildModel(id), seededWeights('0'))).graph?.node ?? [];
      const found = nodes.flatMap(({ attribute }) =>
        (attribute ?? []).filter(({ name }) => name === 'epsilon').map(({ f }) => f as number),
      );
      return [...new Set(found.map((value) => Number(value.toPrecision(6))))].sort((a, b) => a - b);
    };
    expect(epsilons('convnext_tiny')).toEqual([1e-6]);
    expect(epsilons('poolformer_s12')).toEqual([1e-6, 1e-5]);
    expect(epsilons('cmt_ti')).toEqual([1e-6, 1e-5]);
    expect(epsilons('fastvit_t8')).toEqual([1e-5]);
    expect(epsilons('tf_efficientnet_b0')).toEqual([1e-3]);
  });
});

describe('the file', () => {
  test('a dynamic batch gives the same result per image as single images', { timeout: 180_000 }, async () => {
    for (const lowering of ['best', 'plain'] as const) {
      for (const id of ['fastvit_sa12', 'poolformer_s12', 'cmt_ti']) {
        const form = reparameterize(buildModel(id, { resolution: 64 }));
        const graph = lowering === 'best' ? optimize(form) : form;
        const read = seededWeights('0', batchNormExponents(id));
        const onnx = toOnnx(graph, read, { batch: 'dynamic', lowering });
        const three = await logits(onnx, [3, 3, 64, 64]);
        expect(three).toHaveLength(3000);
        expect(
          largest(await logits(onnx, [1, 3, 64, 64]), three.slice(0, 1000)),
          `${id}, ${lowering}`,
        ).toBeLessThan(1e-5);
      }
    }
  });

  test('metadata, names of input and output, and an opset that has the fused operators', () => {
    const onnx = toOnnx(buildModel('mobileone_s1'), seededWeights('0'), {
      metadata: { model: 'mobileone_s1' },
    });
    const model = onnxProto.onnx.ModelProto.decode(onnx);
    expect(model.metadataProps.map(({ key, value }) => [key, value])).toEqual([['model', 'mobileone_s1']]);
    expect(model.graph?.input?.map(({ name }) => name)).toEqual(['input']);
    expect(model.graph?.output?.map(({ name }) => name)).toEqual(['logits']);
    expect(Number(model.opsetImport[0]?.version)).toBe(20);
  });

  test('the bytes depend only on the graph and the weights', () => {
    const make = (seed: string): Uint8Array =>
      toOnnx(buildModel('mobileone_s1', { resolution: 64 }), seededWeights(seed));
    expect(Buffer.compare(make('a'), make('a'))).toBe(0);
    expect(Buffer.compare(make('a'), make('b'))).not.toBe(0);
  });

  test('an output cannot have the name of another value', () => {
    const b = buildGraph('net', [1, 3, 8, 8]);
    const graph = b.finish(b.conv('conv', b.input, { out: 4, kernel: 3 }));
    const taps = new Map([['conv', graph.output]]);
    expect(() => toOnnx(graph, seededWeights('0'), { taps })).toThrow(
      'the output "conv" needs a name that no other value has',
    );
  });
});
