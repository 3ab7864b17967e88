import type { LatencyRecord, RunData } from '../../results/index.ts';
import { environmentDifferences, latencyEnvironment } from './environment.ts';
import { latencyById } from './latency.ts';
import type { News } from './types.ts';

/**
 * Deterministic metrics that differ between two runs, cell by cell: the model's file, its parameters and
 * multiply-accumulates, the nodes that onnxruntime executes after its optimisation, and the output for the same
 * input. There is no noise in them: any change is news.
 *
 * The last two depend on the machine and the versions, so they are compared within one environment only.
 */
export function exactNews(base: RunData, head: RunData): News[] {
  const before = latencyById(base);
  return [...latencyById(head)].flatMap(([cell, record]): News[] => {
    const partner = before.get(cell);
    if (partner === undefined) return [];
    const [old, now] = [base, head].map(({ run }) =>
      latencyEnvironment(run.environment, record.cell.runtime),
    );
    const sameEnvironment = environmentDifferences(old!, now!).length === 0;
    return newsOf(cell, partner, record, sameEnvironment);
  });
}

/** What two measurements of one cell differ in exactly. @param sameEnvironment same machine and versions */
export function newsOf(
  cell: string,
  base: LatencyRecord,
  head: LatencyRecord,
  sameEnvironment: boolean,
): News[] {
  return METRICS.flatMap(({ metric, of, anywhere }): News[] => {
    const [was, is] = [of(base), of(head)];
    if (was === undefined || is === undefined || was === is || !(anywhere || sameEnvironment)) return [];
    return [{ cell, metric, base: was, head: is }];
  });
}

const METRICS: readonly {
  readonly metric: News['metric'];
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
