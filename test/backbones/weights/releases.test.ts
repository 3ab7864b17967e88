import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildModel, type ModelSpec } from '../../../src/backbones/models/index.ts';
import { nameTables, rename } from '../../../src/backbones/weights/names/index.ts';
import { openWeights } from '../../../src/backbones/weights/open.ts';
import { distance, logitsOf } from './logits.ts';

/** Files and logits by the original code of each release, see make.py there. */
const FIXTURES = join(import.meta.dirname, '../../fixtures/releases');
const env = {};

const tiny = {
  fastvit: { extends: 'fastvit_sa12', id: 'tiny', depths: [1, 1, 2, 1], widths: [4, 8, 16, 32], mlpRatio: 2 },
  mobileone: {
    extends: 'mobileone_s0',
    id: 'tiny',
    stemWidth: 8,
    widths: [8, 16, 32, 64],
    pairs: [1, 1, 2, 1],
    branches: 2,
  },
  convnext: { extends: 'convnext_tiny', id: 'tiny', depths: [1, 1, 2, 1], widths: [8, 16, 24, 32] },
  poolformer: { extends: 'poolformer_s12', id: 'tiny', depths: [1, 1, 2, 1], widths: [8, 16, 24, 32] },
} satisfies Record<string, ModelSpec>;
type Release = keyof typeof tiny;

describe('the names of original releases', () => {
  it.each([
    ['fastvit', 'fastvit_t8', false],
    ['fastvit', 'fastvit_t8', true],
    ['fastvit', 'fastvit_sa12', false],
    ['fastvit', 'fastvit_sa12', true],
    ['mobileone', 'mobileone_s4', false],
    ['mobileone', 'mobileone_s4', true],
    ['mobileone', 'mobileone_s0', true],
    ['convnext', 'convnext_tiny', false],
    ['poolformer', 'poolformer_s12', false],
  ])('%s: every tensor of %s (fused: %s) has its place and shape', (family, model, fused) => {
    const all = JSON.parse(readFileSync(join(FIXTURES, `${family}-names.json`), 'utf8'));
    const original = all[`${model}${fused ? '_reparam' : ''}`] as Record<string, number[]>;
    const [table] = nameTables(family);
    const renamed = Object.entries(original).map(([name, shape]) => [rename(name, table!), shape]);
    const graph = buildModel(model, { reparameterized: fused });
    const stored = graph.parameters.filter(({ role }) => role !== 'counter');
    const wanted = stored.map(({ name, shape }) => [name, [...shape]]);
    expect(Object.fromEntries(renamed)).toEqual(Object.fromEntries(wanted));
    expect(renamed.length).toBe(wanted.length);
  });

  it('does not know names of another release', () => {
    const [table] = nameTables('fastvit');
    for (const name of ['stem.0.conv_kxk.0.conv.weight', 'network.8.0.layer_scale', 'x.network.0.0.y'])
      expect(rename(name, table!)).toBeUndefined();
    expect(nameTables('cmt')).toEqual([]);
  });
});

describe('checkpoints of original releases give the logits of their own code', () => {
  const expected = (release: Release) =>
    JSON.parse(readFileSync(join(FIXTURES, `${release}.json`), 'utf8')) as Record<string, number[]>;

  it.each([
    ['fastvit', 'fastvit-unfused.pth.tar', 'logits', false],
    ['fastvit', 'fastvit-reparam.pth.tar', 'fusedLogits', true],
    ['mobileone', 'mobileone-unfused.pth.tar', 'logits', false],
    ['mobileone', 'mobileone-fused.pth.tar', 'fusedLogits', true],
    ['convnext', 'convnext.pth', 'logits', false],
    // As timm has it: the last norm after the pooling.
    ['poolformer', 'poolformer.pth.tar', 'logits', false],
  ] as const)('%s: %s', async (release, file, key, fused) => {
    const weights = await openWeights(join(FIXTURES, file), tiny[release], { env });
    expect(weights).toMatchObject({ classes: 10, reparameterized: fused });
    const logits = await logitsOf(tiny[release], weights, { resolution: 64 });
    expect(distance(logits, expected(release)[key]!)).toBeLessThan(2e-5);
    weights.close();
  });

  it('the original PoolFormer normalises before its pooling, which is a different function', () => {
    const { logits, originalLogits } = expected('poolformer');
    expect(distance(logits!, originalLogits!)).toBeGreaterThan(1e-3);
  });
});
