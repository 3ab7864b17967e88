import { storedCorruptions } from '../../accuracy/datasets/index.ts';
import { inputSize } from '../../backbones/models/index.ts';
import { UserError } from '../../files/index.ts';
import { TEXTURES } from '../../train/textures/index.ts';
import { accuracySections, type LoadedSuite, type Plan, plannedCells, planSuite } from '../suite/index.ts';
import type { ModelSource } from './model-source.ts';

/**
 * Plans a suite and checks every model at every size. Looks at the data only to see whether it is a set of stored
 * corruptions; absent data is planned as images to be corrupted when read.
 *
 * @throws UserError that names the suite and the first thing that cannot work
 */
export function checkedPlan({ suite, resolved, path }: LoadedSuite, source: ModelSource): Plan {
  const plan = naming(path, () =>
    planSuite(suite, source, resolved, (data) => (data === TEXTURES ? [] : storedCorruptions(data))),
  );
  const seen = new Set<string>();
  for (const { cells } of plan.latency) {
    for (const { cell, ref } of cells) {
      const { model, resolution, batch } = cell;
      const key = `${model}/${resolution}/${batch}`;
      if (seen.has(key)) continue;
      seen.add(key);
      naming(path, () => source.check(ref, { resolution, batch }));
    }
  }
  for (const section of accuracySections(resolved.accuracy)) {
    for (const ref of section.models) {
      const recipe = source.evaluation(ref, section.weights, section.resolution);
      source.check(ref, { resolution: inputSize(recipe), batch: 1 });
    }
  }
  if (plannedCells(plan) === 0) {
    const train = suite.train ? `; to train its models: fastvit-bench train ${path}` : '';
    throw new UserError(`${path}: nothing to measure; add a "latency" or an "accuracy" section${train}`);
  }
  return plan;
}

/** Puts the path of the suite before the message of a UserError. */
function naming<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${path}: ${error.message}`) : error;
  }
}
