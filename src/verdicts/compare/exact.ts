import type { LatencyRecord, RunData } from '../../results/index.ts';
import { environmentDifferences, latencyEnvironment } from './environment.ts';
import { latencyById } from './latency.ts';
import type { ExactChange } from './types.ts';

/**
 * Deterministic metrics that differ between two runs, by cell: the digest of the model file, its parameters and
 * multiply-accumulates, the nodes that onnxruntime executes after optimisation, and the output for the same input.
 * They have no noise, so any difference is real. The last two are compared only on the same machine with the same
 * versions.
 */
export function exactChanges(base: RunData, head: RunData): ExactChange[] {
  const before = latencyById(base);
  return [...latencyById(head)].flatMap(([cell, record]): ExactChange[] => {
    const partner = before.get(cell);
    if (partner === undefined) return [];
    const [old, now] = [base, head].map(({ run }) =>
      latencyEnvironment(run.environment, record.cell.runtime),
    );
    const sameEnvironment = environmentDifferences(old!, now!).length === 0;
    return exactChangesOf(cell, partner, record, sameEnvironment);
  });
}

/**
 * Deterministic metrics that differ between two records of a cell.
 * @param sameEnvironment same machine and versions
 */
export function exactChangesOf(
  cell: string,
  base: LatencyRecord,
  head: LatencyRecord,
  sameEnvironment: boolean,
): ExactChange[] {
  return METRICS.flatMap(({ metric, of, anywhere }): ExactChange[] => {
    const [was, is] = [of(base), of(head)];
    if (was === undefined || is === undefined || was === is || !(anywhere || sameEnvironment)) return [];
    return [{ cell, metric, base: was, head: is }];
  });
}

const METRICS: readonly {
  readonly metric: ExactChange['metric'];
  readonly of: (record: LatencyRecord) => string | number | undefined;
  /** Whether it may be compared between machines and versions. */
  readonly anywhere: boolean;
}[] = [
  { metric: 'model', of: ({ modelDigest }) => modelDigest, anywhere: true },
  { metric: 'parameters', of: ({ cost }) => cost?.parameters, anywhere: true },
  { metric: 'macs', of: ({ cost }) => cost?.macs, anywhere: true },
  { metric: 'nodes', of: ({ exact }) => exact?.nodes, anywhere: false },
  { metric: 'output', of: ({ exact }) => exact?.outputDigest, anywhere: false },
];
