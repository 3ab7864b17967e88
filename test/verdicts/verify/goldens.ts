import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  goldenModels,
  onnxruntimeInfer,
  readGolden,
  type Verdict,
  verifyModel,
} from '../../../src/verdicts/verify/index.ts';

export const goldenFolder = fileURLToPath(new URL('../../fixtures/models', import.meta.url));

/** Verifies the models whose names match: in files of their own, so that two can run at a time. */
export function verifyGoldens(pattern: RegExp): void {
  const models = goldenModels(goldenFolder).filter((model) => pattern.test(model));
  describe('equal to the public model in both forms, at every stored size, module by module', () => {
    test.each(models)('%s', { timeout: 600_000 }, async (model) => {
      const golden = readGolden(goldenFolder, model);
      const verdicts: Verdict[] = [];
      for await (const verdict of verifyModel(golden, onnxruntimeInfer(1))) verdicts.push(verdict);
      expect(verdicts.filter((verdict) => verdict.failure !== undefined)).toEqual([]);
      expect(verdicts.map(({ form }) => form)).toEqual([
        'state',
        ...golden.runs.flatMap(() => ['train', 'inference']),
      ]);
      // Nothing held by having nothing to compare.
      expect(verdicts[1]?.held).toBe(golden.runs[0]!.taps.length + golden.runs[0]!.blocks.length + 1);
      expect(verdicts[2]?.held).toBe(golden.reparam_samples.length + 1);
    });
  });
}

/** The families that the files take apart; together they are every golden. */
export const goldenFiles = {
  fastvit: /^(fastvit|mobileone)/,
  efficientnet: /efficientnet/,
  others: /^(poolformer|convnext|cmt)/,
};
