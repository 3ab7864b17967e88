import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '#corruptions';
import { IMAGENET_A_CLASSES, IMAGENET_R_CLASSES } from '../../../src/accuracy/datasets/data/subsets.ts';
import { SYNSETS } from '../../../src/accuracy/datasets/data/synsets.ts';
import { cleanSubsets, recogniseDataset } from '../../../src/accuracy/datasets/index.ts';
import { evaluateUnit } from '../../../src/accuracy/evaluation/unit.ts';
import { createResizer } from '../../../src/accuracy/pixels/index.ts';
import { openPartWriter, openRunDatabase } from '../../../src/accuracy/predictions/index.ts';
import { prepareAccuracy } from '../../../src/runs/execute/prepare-accuracy.ts';
import { AccuracySection } from '../../../src/runs/suite/accuracy.ts';
import { makeTree } from '../image-tree.ts';
import { tinyModels } from '../tiny-models.ts';

/** Two images of ImageNet, of a class that ImageNet-A has (6) and one that it lacks (0), and an ImageNet-A. */
function datasets() {
  const image = 'image:small_23x17.png';
  const imagenet = makeTree({
    [`val/${SYNSETS[6]}/ILSVRC2012_val_00000001.png`]: image,
    [`val/${SYNSETS[0]}/ILSVRC2012_val_00000002.png`]: image,
  });
  const a = makeTree(Object.fromEntries(IMAGENET_A_CLASSES.map((c) => [`a/${SYNSETS[c]}/x.png`, image])));
  return { imagenet: join(imagenet, 'val'), a: join(a, 'a') };
}

describe('clean subsets', () => {
  const { imagenet, a } = datasets();

  it("are those of ImageNet's images with the classes of ImageNet-A, if a run evaluates both", () => {
    const [clean, hard] = [recogniseDataset(imagenet), recogniseDataset(a)];
    expect([clean.kind, hard.kind]).toEqual(['imagenet', 'imagenet-a']);
    expect(cleanSubsets(clean, [clean])).toEqual([]);
    expect(cleanSubsets(hard, [clean, hard])).toEqual([]);
    const subset = { name: 'imagenet-a-clean', classes: IMAGENET_A_CLASSES };
    expect(cleanSubsets(clean, [hard, clean, hard])).toEqual([subset]);
    const renditions = { ...hard, kind: 'imagenet-r' as const, subset: IMAGENET_R_CLASSES };
    expect(cleanSubsets(clean, [renditions, hard])).toEqual([
      subset,
      { name: 'imagenet-r-clean', classes: IMAGENET_R_CLASSES },
    ]);
  });

  it('reach the workers through the sections of a suite', async () => {
    const prepare = async (...paths: string[]) => {
      const sections = paths.map((data) =>
        AccuracySection.parse({ data, models: ['tiny_a'], weights: 'seed:0' }),
      );
      const source: typeof tinyModels = {
        ...tinyModels,
        write: async (...args) => ({ ...(await tinyModels.write(...args)), classes: 1000 }),
      };
      const { signal } = new AbortController();
      const prepared = await prepareAccuracy(
        sections,
        paths.map((path) => recogniseDataset(path)),
        { seed: 1, versions: {}, source, folder: makeTree({}) },
        { signal, log() {} },
      );
      return prepared.sections.map((section) => section.prepared);
    };
    const [alone] = await prepare(imagenet);
    const [both, hard] = await prepare(imagenet, a);
    expect(alone!.setup.cleanSubsets).toBeUndefined();
    expect(both!.setup.cleanSubsets?.map(({ name }) => name)).toEqual(['imagenet-a-clean']);
    expect(hard!.setup.cleanSubsets).toBeUndefined();
    // A part without the rows of the subset is not taken for one with them.
    expect(both!.units[0]!.identity).not.toBe(alone!.units[0]!.identity);
  });

  it('are scored with their classes only, and written next to the whole', async () => {
    const dataset = recogniseDataset(imagenet);
    const logits = new Float32Array(1000);
    // The best class is not one of ImageNet-A's; the best of those that are is right.
    logits[0] = 3;
    logits[6] = 2;
    logits[11] = 1;
    const setup = {
      models: [{ id: 'm', path: '', input: { name: '', shape: [] }, output: '', recipe: recipe() }],
      dataset: 'imagenet',
      classes: 1000,
      openEnded: false,
      cleanSubsets: cleanSubsets(dataset, [recogniseDataset(a)]),
      versions: '{}',
      timeoutMs: 1000,
    };
    const tools = { resizer: await createResizer(), workspace: createWorkspace() };
    const rowsUnder = (corruption: string, severity: number) =>
      evaluateUnit(
        {
          id: 'u',
          path: '',
          identity: 'i',
          treatment: { corruption, severity, stored: false, protocol: 'native', seed: 1 },
          images: dataset.images(),
        },
        setup,
        [{ id: 'm', classes: 1000, infer: async () => logits }],
        tools,
        () => {},
        () => {},
      );
    const rows = await rowsUnder('none', 0);
    expect(rows).toMatchObject([
      { dataset: 'imagenet', label: 6, top5: [0, 6, 11, 1, 2], correct: false },
      { dataset: 'imagenet-a-clean', label: 6, top5: [6, 11, 13, 15, 17], correct: true, logitMargin: 1 },
      { dataset: 'imagenet', label: 0, correct: true },
    ]);
    expect((await rowsUnder('brightness', 1)).map((row) => row.dataset)).toEqual(['imagenet', 'imagenet']);

    // A part of two models is the same, to the byte, if one was added to the part of the other.
    const folder = join(makeTree({}), 'predictions');
    mkdirSync(folder);
    const writer = await openPartWriter();
    const context = { seed: 1, protocol: 'native', versions: '{}' };
    const path = join(folder, 'u.parquet');
    const second = rows.map((row) => ({ ...row, model: 'n' }));
    await writer.write(path, 'u', rows, context);
    await writer.write(path, 'u', second, context, { models: ['m'], order: ['m', 'n'] });
    writer.close();
    const database = await openRunDatabase(join(folder, '..'));
    expect(await database.all('SELECT model, dataset, label FROM predictions')).toEqual([
      { model: 'm', dataset: 'imagenet', label: 6 },
      { model: 'm', dataset: 'imagenet-a-clean', label: 6 },
      { model: 'n', dataset: 'imagenet', label: 6 },
      { model: 'n', dataset: 'imagenet-a-clean', label: 6 },
      { model: 'm', dataset: 'imagenet', label: 0 },
      { model: 'n', dataset: 'imagenet', label: 0 },
    ]);
    database.close();
    expect(readdirSync(folder)).toEqual(['u.parquet']);
  });
});

function recipe() {
  return tinyModels.recipe('tiny_a', [32, 32]);
}

it('refuses a model that two sections preprocess differently: its accuracies would not compare', async () => {
  const { imagenet, a } = datasets();
  const section = (data: string, resolution: number) =>
    AccuracySection.parse({ data, models: ['tiny_a'], weights: 'seed:0', resolution });
  const source: typeof tinyModels = {
    ...tinyModels,
    evaluation: (ref, weights, resolution) => ({
      ...tinyModels.evaluation(ref, weights, 32),
      cropPct: resolution === 33 ? 1 : 0.9,
    }),
    write: async (...args) => ({ ...(await tinyModels.write(...args)), classes: 1000 }),
  };
  const prepared = prepareAccuracy(
    [section(imagenet, 32), section(a, 33)],
    [imagenet, a].map((path) => recogniseDataset(path)),
    { seed: 1, versions: {}, source, folder: makeTree({}) },
    { signal: new AbortController().signal, log() {} },
  );
  await expect(prepared).rejects.toThrow(
    'the suite evaluates "tiny_a" with different weights, sizes or preprocessing; give one of them another id',
  );
});
