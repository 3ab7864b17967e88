import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate, mergeBranches, rewrite } from '../../../src/backbones/graph/index.ts';
import { buildModel, type ModelSpec } from '../../../src/backbones/models/index.ts';
import { openWeights, seedWeights, writeSafetensors } from '../../../src/backbones/weights/index.ts';
import { nameTables, rename } from '../../../src/backbones/weights/names/index.ts';
import { type FakeHub, startHub } from './hub-server.ts';
import { distance, logitsOf } from './logits.ts';
import { temporaryFolder } from './temporary.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const folder = temporaryFolder();
const env = {};
type Tensors = Map<string, { shape: readonly number[]; data: Float32Array }>;

/** The state dict of a model with seeded weights: of its training form, or as timm would save it fused. */
function stateDict(model: ModelSpec, { fused = false, classes = 1000 } = {}): Tensors {
  const train = buildModel(model, { classes });
  // timm's reparameterisation merges branches, and leaves batch norms that follow a convolution.
  const graph = fused ? rewrite(train, [mergeBranches]) : train;
  const read = seedWeights('0', model, classes).reader(train);
  const stored = graph.parameters.filter(({ role }) => role !== 'counter');
  return new Map(stored.map((p) => [p.name, { shape: p.shape, data: evaluate(p, read) }]));
}

function write(name: string, tensors: Tensors): string {
  const path = join(folder.path, name);
  writeSafetensors(path, {
    names: () => tensors.keys(),
    info: (tensor) => ({ shape: tensors.get(tensor)!.shape, dtype: 'F32' }),
    read: (tensor) => tensors.get(tensor)!.data,
  });
  return path;
}

/** The same tensors under the names of Apple's release, by its own list of names. */
function appleNames(tensors: Tensors, release: string): Tensors {
  const names = JSON.parse(readFileSync(join(FIXTURES, 'releases/fastvit-names.json'), 'utf8'))[release];
  const [table] = nameTables('fastvit');
  return new Map(Object.keys(names).map((name) => [name, tensors.get(rename(name, table!)!)!]));
}

describe('FastViT: unfused and fused, under the names of timm and of Apple', () => {
  it.each(['fastvit_t8', 'fastvit_sa12'])(
    '%s has the same logits from all four',
    async (model) => {
      const unfused = stateDict(model);
      const fused = stateDict(model, { fused: true });
      const files = {
        timm: write('timm.safetensors', unfused),
        timmFused: write('timm-fused.safetensors', fused),
        apple: write('apple.safetensors', appleNames(unfused, model)),
        appleFused: write('apple-fused.safetensors', appleNames(fused, `${model}_reparam`)),
      };
      const seeded = await logitsOf(model, seedWeights('0', model), { resolution: 256 });
      for (const [name, file] of Object.entries(files)) {
        const weights = await openWeights(file, model, { env });
        expect(weights.reparameterized, name).toBe(name.endsWith('Fused'));
        const logits = await logitsOf(model, weights, { resolution: 256 });
        // The goldens' tolerance is 1.6e-5 at a largest logit of 0.77 (t8) and 3.3e-5 at 1.6 (sa12).
        expect(distance(logits, seeded), name).toBeLessThan(name.endsWith('Fused') ? 1e-5 : 1e-7);
        weights.close();
      }
    },
    60_000,
  );

  it('has the names and shapes of timm when fused', () => {
    const graph = buildModel('fastvit_sa12', { reparameterized: true });
    const wanted = graph.parameters.filter(({ role }) => role !== 'counter');
    const shapes = wanted.map(({ name, shape }) => [name, shape]);
    const fused = [...stateDict('fastvit_sa12', { fused: true })].map(([name, { shape }]) => [name, shape]);
    expect(Object.fromEntries(fused)).toEqual(Object.fromEntries(shapes));
  });
});

describe('a checkpoint that does not fit', () => {
  const model = 'mobileone_s0';

  it('gives an error that lists what is missing, unexpected or of another shape', async () => {
    const tensors = stateDict(model, { fused: true });
    tensors.delete('stem.reparam_conv.bias');
    tensors.set('stem.extra', { shape: [1], data: Float32Array.of(0) });
    tensors.set('stages.0.0.reparam_conv.bias', { shape: [3], data: new Float32Array(3) });
    await expect(openWeights(write('misfit.safetensors', tensors), model, { env })).rejects.toThrow(
      /misfit\.safetensors does not fit mobileone_s0 \(closest: its re-parameterised form\): 1 missing \(stem\.reparam_conv\.bias\); 1 unexpected \("stem\.extra"\); 1 of another shape \(stages\.0\.0\.reparam_conv\.bias \[3\] instead of \[48\]\)$/,
    );
  });

  it('of another model gives an error that lists the first of many', async () => {
    const path = write('other.safetensors', stateDict('mobileone_s0', { fused: true }));
    await expect(openWeights(path, 'efficientnet_b0', { env })).rejects.toThrow(
      /does not fit efficientnet_b0 .* missing \(conv_stem\.weight, .* and \d+ more\); \d+ unexpected \(/,
    );
    await expect(openWeights(join(FIXTURES, 'checkpoints/bare.pth'), model, { env })).rejects.toThrow(
      'bare.pth does not fit',
    );
  });

  it('may have another number of classes', async () => {
    const path = write('head10.safetensors', stateDict(model, { fused: true, classes: 10 }));
    const notes: string[] = [];
    const own = await openWeights(path, model, { env });
    expect(own.classes).toBe(10);
    expect((await logitsOf(model, own, { resolution: 64 })).length).toBe(10);
    expect(await openWeights(path, model, { env, classes: 10 })).toMatchObject({ classes: 10, origin: path });
    const other = await openWeights(path, model, { env, classes: 7, onNote: (line) => notes.push(line) });
    expect(other).toMatchObject({ classes: 7, origin: `${path} with a random head` });
    expect(notes).toEqual([`${path}: its head (10 classes) was replaced by a random one with 7 classes`]);
    expect((await logitsOf(model, other, { resolution: 64 })).length).toBe(7);
  });

  it('may lack a head only if a number of classes is given', async () => {
    const tensors = stateDict(model, { fused: true });
    for (const name of ['head.fc.weight', 'head.fc.bias']) tensors.delete(name);
    const path = write('headless.safetensors', tensors);
    await expect(openWeights(path, model, { env })).rejects.toThrow(
      '2 missing (head.fc.weight, head.fc.bias)',
    );
    expect(await openWeights(path, model, { env, classes: 5 })).toMatchObject({ classes: 5 });
  });

  it('refuses a training form if it is re-parameterised', async () => {
    const path = write('fused.safetensors', stateDict(model, { fused: true }));
    const weights = await openWeights(path, model, { env });
    await expect(logitsOf(model, weights, { resolution: 64, form: 'train' })).rejects.toThrow(
      'contains the re-parameterised form of mobileone_s0, which cannot be undone; ask for --form inference',
    );
  });

  it('ships for some models only', async () => {
    await expect(openWeights('shipped', 'fastvit_ma36', { env })).rejects.toThrow(
      'no weights ship for fastvit_ma36',
    );
  });
});

describe('published weights', () => {
  const repository = 'timm/mobileone_s0.apple_in1k';
  let hub: FakeHub;
  beforeAll(async () => {
    hub = await startHub(repository);
    const path = write('published.safetensors', stateDict('mobileone_s0'));
    hub.files.set('model.safetensors', readFileSync(path));
  });
  afterAll(() => hub.close());

  it('are found by "hf", by tag and by repository', async () => {
    const options = { env: { HF_ENDPOINT: hub.endpoint, HF_HUB_CACHE: join(folder.path, 'cache') } };
    for (const source of [
      'hf',
      'hf:apple_in1k',
      `hf:${repository}@v1`,
      `hf:${repository}:model.safetensors`,
    ]) {
      const weights = await openWeights(source, 'mobileone_s0', options);
      expect(weights).toMatchObject({
        tag: 'apple_in1k',
        origin: `hf:${repository}@${hub.commit}:model.safetensors`,
        classes: 1000,
      });
      weights.close();
    }
    const weights = await openWeights('hf', 'mobileone_s0', options);
    const seeded = await logitsOf('mobileone_s0', seedWeights('0', 'mobileone_s0'), { resolution: 64 });
    expect(await logitsOf('mobileone_s0', weights, { resolution: 64 })).toEqual(seeded);
  });

  it('give an error that lists the available ones', async () => {
    await expect(openWeights('hf', 'cmt_ti', { env })).rejects.toThrow(
      'the weights "release-v1" of cmt_ti are not on the hub (github.com/ggjy/CMT.pytorch, release-v1)',
    );
    await expect(openWeights('hf:nope', 'fastvit_t8', { env })).rejects.toThrow(
      'fastvit_t8 has no weights "nope": the hub has apple_in1k, apple_dist_in1k',
    );
  });
});
