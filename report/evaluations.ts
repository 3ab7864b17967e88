import type { RobustnessRecord } from '../src/results/index.ts';

/** What an accuracy or error is of, in words. Those of two sets or protocols are never drawn as one. */
export function evaluationOf({ dataset, protocol }: Pick<RobustnessRecord, 'dataset' | 'protocol'>): string {
  return `${dataset}, protocol ${protocol}`;
}

/** The records of one set and protocol, the first unless named; of each model the newest, which comes first. */
export function ofEvaluation<R extends RobustnessRecord>(
  robustness: readonly R[],
  wanted: string | undefined = robustness[0] && evaluationOf(robustness[0]),
): R[] {
  const models = new Set<string>();
  return robustness.filter((record) => {
    const fits = evaluationOf(record) === wanted && !models.has(record.model);
    if (fits) models.add(record.model);
    return fits;
  });
}
