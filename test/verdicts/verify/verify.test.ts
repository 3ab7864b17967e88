import { describe, expect, test } from 'vitest';
import { modelIds } from '../../../src/backbones/models/index.ts';
import {
  goldenModels,
  onnxruntimeInfer,
  readGolden,
  type Verdict,
  verifyModel,
} from '../../../src/verdicts/verify/index.ts';
import { goldenFolder as folder, goldenFiles } from './goldens.ts';

describe('the goldens', () => {
  const models = goldenModels(folder);

  test('exist for every published model but tf_efficientnet_b1 to b7, which only change padding and epsilon', () => {
    const without = modelIds().filter((id) => !models.includes(id));
    expect(without.filter((id) => !/^tf_efficientnet_b[1-7]$/.test(id))).toEqual([]);
  });

  test('are each verified in one of the test files of this folder', () => {
    for (const model of models) {
      expect(
        Object.values(goldenFiles).filter((pattern) => pattern.test(model)),
        model,
      ).toHaveLength(1);
    }
  });
});

describe('a difference is found and located', () => {
  const golden = readGolden(folder, 'fastvit_t8');
  const first = { ...golden, runs: golden.runs.slice(0, 1) };

  test('in the logits', async () => {
    const strict = { ...first, tolerance: { logits_abs: 1e-12 } };
    const failures: string[] = [];
    for await (const { failure } of verifyModel(strict, onnxruntimeInfer(1), { marks: false }))
      if (failure) failures.push(failure);
    expect(failures).toEqual([
      expect.stringMatching(/^logits: differ by \d\.\d+e-7 \(tolerance 1e-12\)$/),
      expect.stringMatching(/^logits: differ/),
    ]);
  });

  test('in the first module that differs, in execution order', async () => {
    const [run] = first.runs;
    const blocks = run!.blocks.map((mark): typeof mark => {
      const [module, shape, mean, std, values] = mark;
      const broken = module === 'stem.1' || module === 'stages.2.blocks.0';
      return [module, shape, broken ? mean + 0.01 : mean, std, values];
    });
    const changed = { ...first, runs: [{ ...run!, blocks }] };
    const verdicts: Verdict[] = [];
    for await (const verdict of verifyModel(changed, onnxruntimeInfer(1))) verdicts.push(verdict);
    expect(verdicts[1]?.failure).toMatch(/^value of stem\.1: mean .* instead of/);
  });

  test('in a name, a shape or a count', async () => {
    const manifest = golden.manifest.map((row): typeof row =>
      row[0] === 'head.fc.bias' ? ['head.fc.bais', row[1]] : row,
    );
    const [verdict] = await collect({ ...first, manifest });
    expect(verdict?.failure).toBe('names and shapes of the training form: head.fc.bais is missing');
    const counted = { ...first, params: { ...golden.params, train: 1 } };
    expect((await collect(counted))[0]?.failure).toBe(
      'parameters of the training form: 4026232 instead of 1',
    );
  });
});

async function collect(golden: ReturnType<typeof readGolden>): Promise<Verdict[]> {
  const nothing = async () => new Map([['logits', new Float32Array(1000)]]);
  const verdicts: Verdict[] = [];
  for await (const verdict of verifyModel(golden, nothing, { marks: false })) verdicts.push(verdict);
  return verdicts;
}
