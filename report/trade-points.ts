import type { RobustnessRecord } from '../src/results/index.ts';
import type { TradePoint } from './charts/trade-off.ts';
import type { ReportAccuracy, ReportModel } from './data.ts';
import type { ReportLatency } from './latency-rows.ts';

/** Accuracy on clean images, per cent, over the latency of the given rows. */
export function accuracyPoints(
  accuracy: readonly ReportAccuracy[],
  rows: readonly ReportLatency[],
): TradePoint[] {
  return accuracy.flatMap(({ cell, top1 }) => {
    const row = rows.find(({ model, form }) => model === cell.model && form === 'inference');
    if (cell.corruption !== 'none' || row?.median === undefined) return [];
    return [
      { model: cell.model, x: row.median[0], y: [100 * top1[0], 100 * top1[1], 100 * top1[2]] as const },
    ];
  });
}

/** Published top-1 on ImageNet, per cent, over the latency measured here. */
export function publishedPoints(
  models: readonly ReportModel[],
  rows: readonly ReportLatency[],
): TradePoint[] {
  return rows.flatMap(({ model, median }) => {
    const facts = models.find(({ id }) => id === model)?.published ?? [];
    const top1 = facts.find(({ metric }) => metric === 'imagenet-top1')?.value;
    if (top1 === undefined || median === undefined) return [];
    return [{ model, x: median[0], y: [top1, top1, top1] as const, published: true }];
  });
}

/**
 * What is drawn over latency: measured accuracies, and published ones of ImageNet where they are of the same
 * set, or alone; and what the axis is then called.
 */
export function accuracyTrade(
  accuracy: readonly ReportAccuracy[],
  models: readonly ReportModel[],
  rows: readonly ReportLatency[],
): { readonly points: TradePoint[]; readonly title: string } {
  const measured = accuracyPoints(accuracy, rows);
  const published = publishedPoints(models, rows);
  if (measured.length === 0) return { points: published, title: 'published top-1 on ImageNet, %' };
  const same = accuracy.every(({ cell }) => IMAGENET.test(cell.dataset));
  return { points: same ? [...measured, ...published] : measured, title: 'top-1, %' };
}

/** ImageNet's validation set or a part of it, none of the other sets with its classes. */
const IMAGENET = /^imagenet(?!-(a|c|r|real|sketch|v2)\b)/;

/** mCE, or the mean error where there is none, per cent, over a cost of the model. */
export function errorPoints(
  robustness: readonly RobustnessRecord[],
  rows: readonly ReportLatency[],
  cost: (row: ReportLatency) => number | undefined,
): TradePoint[] {
  return robustness.flatMap(({ model, mce, meanError }) => {
    const row = rows.find((candidate) => candidate.model === model && candidate.form === 'inference');
    const x = row === undefined ? undefined : cost(row);
    const { value, low, high } = mce ?? meanError;
    return x === undefined ? [] : [{ model, x, y: [100 * value, 100 * low, 100 * high] as const }];
  });
}

/** What the error of these records is called on an axis. */
export function errorTitle(robustness: readonly RobustnessRecord[]): string {
  return robustness.some(({ mce }) => mce !== undefined) ? 'mCE, %' : 'mean corruption error, %';
}

export const latencyOf = ({ median }: ReportLatency) => median?.[0];
export const millionParameters = ({ parameters }: ReportLatency) =>
  parameters === undefined ? undefined : parameters / 1e6;
