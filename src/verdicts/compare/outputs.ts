import type { RunData } from '../../results/index.ts';
import { latencyById } from './latency.ts';

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

function half(low: number, high: number): string {
  return `± ${((high - low) / 2).toPrecision(2)}`;
}
