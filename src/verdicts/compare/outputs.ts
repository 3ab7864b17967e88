import type { RunData } from '../../results/index.ts';
import { latencyById } from './latency.ts';
import type { Comparison } from './types.ts';

/** An entry of github-action-benchmark's `customSmallerIsBetter`. */
interface SmallerIsBetter {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range: string;
  readonly extra: string;
}

/**
 * The latencies of a run in milliseconds, and its classification errors in percent, for github-action-benchmark
 * (`tool: customSmallerIsBetter`). The range is half the width of the interval.
 */
export function smallerIsBetter(run: RunData): SmallerIsBetter[] {
  const latency = [...latencyById(run)].map(([cell, { summary, anchor, noisy }]): SmallerIsBetter => {
    const { value, low, high } = summary.median;
    const ratio = anchor ? `${anchor.value.toFixed(4)} times the anchor` : 'no anchor';
    return {
      name: cell,
      unit: 'ms',
      value,
      range: half(low, high),
      extra: `${ratio}${noisy ? ', noisy' : ''}`,
    };
  });
  const accuracy = run.records.flatMap((record): SmallerIsBetter[] => {
    if (record.type !== 'accuracy') return [];
    const { model, dataset, corruption, severity } = record.cell;
    const { value, low, high } = record.top1;
    const name = [model, dataset, ...(corruption === 'none' ? [] : [corruption, severity]), 'error'].join(
      '/',
    );
    return [
      {
        name,
        unit: '%',
        value: 100 * (1 - value),
        range: half(100 * low, 100 * high),
        extra: `${record.images} images`,
      },
    ];
  });
  return [...latency, ...accuracy];
}

/** The badge of a comparison for shields.io's endpoint: https://shields.io/badges/endpoint-badge */
export function badgeOf({ counts, failed }: Pick<Comparison, 'counts' | 'failed'>): {
  readonly schemaVersion: 1;
  readonly label: string;
  readonly message: string;
  readonly color: string;
} {
  const badge = (message: string, color: string) => ({
    schemaVersion: 1 as const,
    label: 'fastvit-bench',
    message,
    color,
  });
  const { regressed, improved, unresolved, equivalent } = counts;
  if (regressed > 0) return badge(`${regressed} regressed`, 'red');
  if (failed.length > 0) return badge(`${failed.length} failed`, 'red');
  if (improved > 0) return badge(`${improved} improved`, 'brightgreen');
  if (equivalent > 0 || unresolved > 0)
    return unresolved > equivalent ? badge('undecided', 'lightgrey') : badge('no regression', 'brightgreen');
  return badge('nothing compared', 'lightgrey');
}

function half(low: number, high: number): string {
  return `± ${((high - low) / 2).toPrecision(2)}`;
}
