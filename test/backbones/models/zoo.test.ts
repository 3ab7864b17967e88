import { describe, expect, test, vi } from 'vitest';
import { cost, type Graph, reparameterize } from '../../../src/backbones/graph/index.ts';
import {
  ablationIds,
  ablations,
  buildModel,
  type ModelVariant,
  modelEntry,
  modelIds,
} from '../../../src/backbones/models/index.ts';
import { UserError } from '../../../src/files/errors.ts';

/** Shape of a module's value. */
function shapeOf(graph: Graph, module: string): readonly number[] | undefined {
  return graph.nodes.find((node) => node.id === graph.modules.get(module))?.shape;
}

/** Parameters of the inference form in millions, MACs in billions, as tables print them. */
function table(
  id: Parameters<typeof buildModel>[0],
  resolution: number,
): [parametersM: number, macsG: number] {
  const { parameters, macs } = cost(reparameterize(buildModel(id, { resolution })));
  return [parameters / 1e6, macs.total / 1e9];
}

describe('shapes at odd sizes follow each family’s own rounding', () => {
  test.each([
    // FastViT halves five times, each giving ceil(n / 2).
    ['fastvit_t8', [97, 130], 'stages.3', [1, 384, 4, 5]],
    ['fastvit_sa12', [65, 64], 'stages.3', [1, 512, 3, 2]],
    ['mobileone_s0', [97, 130], 'stages.3', [1, 1024, 4, 5]],
    ['poolformer_s12', [97, 130], 'stages.3', [1, 512, 3, 4]],
    ['efficientnet_b0', [97, 130], 'blocks.6', [1, 320, 4, 5]],
    ['tf_efficientnet_b0', [97, 130], 'blocks.6', [1, 320, 4, 5]],
    // ConvNeXt drops what a strided convolution cannot cover.
    ['convnext_tiny', [97, 130], 'stages.3', [1, 768, 3, 4]],
    ['cmt_ti', [96, 160], 'blocks_d', [1, 368, 3, 5]],
  ] as const)('%s at %j', (id, resolution, module, expected) => {
    const graph = buildModel(id, { resolution });
    expect(shapeOf(graph, module)).toEqual(expected);
    expect(graph.nodes.at(-1)?.shape).toEqual([1, 1000]);
  });

  test('every model can be built from 64 to 1024 and for any batch', () => {
    for (const id of [...modelIds(), ...ablationIds()]) {
      for (const resolution of [64, 1024]) {
        const graph = buildModel(id, { resolution, batch: 3, classes: 10 });
        expect(graph.nodes.at(-1)?.shape).toEqual([3, 10]);
      }
    }
  });
});

describe('what is not supported is refused by name', () => {
  test.each([
    [
      'cmt_ti',
      200,
      'cmt_ti cannot take 200x200 pixels: input: sides must be multiples of 32; choose another resolution',
    ],
    [
      'convnext_tiny',
      16,
      /^convnext_tiny cannot take 16x16 pixels: stages\.\d\.downsample\.1: a 2x2 window does not fit/,
    ],
  ])('%s at %d', (id, resolution, message) => {
    expect(() => buildModel(id, { resolution })).toThrow(message);
    expect(() => buildModel(id, { resolution })).toThrow(UserError);
  });

  test('an unknown model, with the closest one', () => {
    expect(() => modelEntry('fastvit_s13')).toThrow(
      'unknown model "fastvit_s13"; did you mean "fastvit_s12"?',
    );
    expect(() => modelEntry('resnet50')).toThrow(
      'unknown model "resnet50" (fastvit-bench models lists them)',
    );
  });
});

describe('own variants', () => {
  test('override parts of a configuration', () => {
    const variant = {
      id: 'mine',
      extends: 'fastvit_s12',
      mixers: ['pool', 'repmixer', 'repmixer', 'attention'],
    };
    const entry = modelEntry(variant);
    expect(entry).toMatchObject({
      id: 'mine',
      family: 'fastvit',
      base: 'fastvit_s12',
      config: { mlpRatio: 4 },
    });
    expect(entry.tags).toEqual([]);
    const graph = buildModel(variant);
    expect(graph.name).toBe('mine');
    expect(graph.nodes.filter((node) => node.op === 'average_pool')).toHaveLength(2);
    expect(graph.nodes.filter((node) => node.op === 'attention')).toHaveLength(2);
  });

  test.each([
    [{ mixer: ['pool'] }, 'model "mine": fastvit has no setting "mixer"; did you mean "mixers"?'],
    [{ mixers: ['pool'] }, 'model "mine": "mixers"'],
    [{ mixers: ['pol', 'pool', 'pool', 'pool'] }, 'model "mine": "mixers.0"'],
    [{ family: 'cmt' }, 'model "mine": "fastvit_s12" belongs to the family fastvit, not cmt'],
    [{ extends: 'fastvit_x' }, 'unknown model "fastvit_x"'],
    [{ lowering: 'fast' }, 'model "mine": "lowering" must be "best" or "plain", not "fast"'],
  ])('%j is refused', (overrides, message) => {
    const variant = { id: 'mine', extends: 'fastvit_s12', ...overrides } as ModelVariant;
    expect(() => modelEntry(variant)).toThrow(message);
  });
});

describe('ablations', () => {
  test('ids are unique and differ from those of published models', () => {
    const ids = [...modelIds(), ...ablationIds()];
    expect(new Set(ids).size).toBe(ids.length);
  });

  // Table 1 of the paper. Steps 3 and 4 count 8.59 M here and 8.7 M there: docs/models.md says why.
  test.each([
    ['poolformer_s12', 224, 11.9, 1.8],
    ['poolformer_s12', 256, 11.9, 2.4],
    ['s12_step2_repmixer', 256, 11.9, 2.4],
    ['s12_step3_factorised', 256, 8.6, 1.7],
    ['s12_step4_overparameterised', 256, 8.6, 1.7],
    ['s12_step5_large_ffn', 256, 8.7, 1.8],
    ['s12_step6_large_embedding', 256, 8.8, 1.8],
  ])('%s at %d: %d M parameters, %d G MACs', (id, size, parameters, macs) => {
    const [parametersM, macsG] = table(id, size);
    expect(Number(parametersM.toFixed(1))).toBe(parameters);
    expect(Number(macsG.toFixed(1))).toBe(macs);
  });

  // Channels of all blocks together: 2 x 64 + 2 x 128 + 6 x 320 + 2 x 512 in the MetaFormer body,
  // 2944 in FastViT-S12, whose patch embeddings make 896.
  test.each([
    // Norm (2 C) and layer scale (C) go, a depthwise 3x3 with bias (10 C) comes.
    ['metaformer_s12_repmixer', 'poolformer_s12', 7 * 3328],
    ['metaformer_s12_depthwise', 'poolformer_s12', 10 * 3328],
    ['metaformer_s12_identity', 'poolformer_s12', 0],
    ['metaformer_s12_pool_nonorm', 'poolformer_s12', -2 * 2 * 3328],
    ['metaformer_s12_repmixer_nonorm', 'metaformer_s12_repmixer', -2 * 3328],
    // qkv without bias and proj with it: 4 C^2 + C.
    [
      'metaformer_s12_attention',
      'poolformer_s12',
      4 * (2 * 64 ** 2 + 2 * 128 ** 2 + 6 * 320 ** 2 + 2 * 512 ** 2) + 3328,
    ],
    ['fastvit_s12_kernel3', 'fastvit_s12', (9 - 49) * (2944 + 896)],
    ['fastvit_s12_kernel9', 'fastvit_s12', (81 - 49) * (2944 + 896)],
    ['fastvit_s12_small_kernels', 'fastvit_s12', -50 * 2944 + (9 - 49) * 896],
    ['fastvit_v1', 'fastvit_s12_small_kernels', 0],
    ['fastvit_s12_branches4', 'fastvit_s12', 0],
  ])('%s has the parameters of %s at inference and %d more', (id, base, difference) => {
    const [own, other] = [id, base].map((model) => cost(reparameterize(buildModel(model))).parameters);
    expect(own! - other!).toBe(difference);
  });

  test('the cost of a mixer alone is that of its body minus that of the body without blocks', () => {
    const parameters = (id: string): number => cost(reparameterize(buildModel(id))).parameters;
    // A layer scale a block for pooling; a depthwise 3x3 with bias for RepMixer.
    expect(parameters('mixer_pool') - parameters('mixer_none')).toBe(3328);
    expect(parameters('mixer_repmixer') - parameters('mixer_none')).toBe(10 * 3328);
    expect(parameters('mixer_pool_written')).toBe(parameters('mixer_pool'));
  });

  test('over-parameterisation changes only the training form', () => {
    for (const ablation of ablations.filter((candidate) => candidate.study === 'overparameterization')) {
      const [with_, without] = [ablation.extends, ablation.id].map((id) => buildModel(id));
      expect(cost(reparameterize(without!)).parameters).toBe(cost(reparameterize(with_!)).parameters);
      expect(cost(without!).parameters).not.toBe(cost(with_!).parameters);
    }
  });

  test('RepMixer and pooling have the same cost within 1 %, as figure 3 requires', () => {
    const [, pool] = table('poolformer_s12', 384);
    const [, repmixer] = table('metaformer_s12_repmixer', 384);
    expect(Math.abs(repmixer / pool - 1)).toBeLessThan(0.01);
  });
});

describe('the registry has what is published', () => {
  test('input, preprocessing, weights and accuracy of every model', () => {
    for (const entry of modelIds().map(modelEntry)) {
      expect(entry.default.inputSize, entry.id).toBeGreaterThanOrEqual(160);
      expect(entry.default.cropPct, entry.id).toBeGreaterThan(0.8);
      const unpublished = ['efficientnet_b6', 'efficientnet_b7'].includes(entry.id);
      expect(entry.tags.length > 0, entry.id).toBe(!unpublished);
    }
    const t8 = modelEntry('fastvit_t8');
    expect(t8.tags.map((tag) => [tag.tag, tag.repository, tag.accuracy?.imagenet?.[0]?.[1]])).toEqual([
      ['apple_in1k', 'timm/fastvit_t8.apple_in1k', 76.184],
      ['apple_dist_in1k', 'timm/fastvit_t8.apple_dist_in1k', expect.any(Number)],
    ]);
    expect(t8.released).toEqual({ top1: 76.2, top1Distilled: 77.2, mobileLatencyMs: 0.8 });
    expect(modelEntry('mobileone_s0').default.interpolation).toBe('bilinear');
    expect(modelEntry('fastvit_ma36').default.cropPct).toBe(0.95);
  });

  test('a model without a row of published data has the usual preprocessing and no weights', async () => {
    vi.resetModules();
    vi.doMock('../../../src/backbones/models/data/published.ts', () => ({ published: {} }));
    const models = await import('../../../src/backbones/models/index.ts');
    const { default: preprocessing, tags } = models.modelEntry('fastvit_t8');
    expect([preprocessing.inputSize, tags]).toEqual([224, []]);
    expect(models.modelDetails('fastvit_t8').resolution).toEqual([224, 224]);
    vi.doUnmock('../../../src/backbones/models/data/published.ts');
    vi.resetModules();
  });
});
