import type { TradePoint } from '../charts/trade-off.ts';
import type { ReportAccuracy, ReportLatency, ReportModel, ReportRobustness, Source } from '../data/types.ts';
import { accuracyMetrics } from '../metrics/accuracy.ts';
import { axisOf, type Metric } from '../metrics/metric.ts';
import { robustnessMetrics } from '../metrics/robustness.ts';
import type { Interval } from '../values.ts';

/** A point with the record of its value and, if it is another one, the record of its cost. */
export type SourcedPoint = TradePoint & Source & { readonly also?: Source };

/**
 * Accuracies in % over the latency of the given rows: measured ones, and published ones of ImageNet where the
 * measured ones are of ImageNet too, or where there are none; with the title of the axis.
 */
export function accuracyTrade(
  accuracy: readonly ReportAccuracy[],
  models: readonly ReportModel[],
  rows: readonly ReportLatency[],
): { readonly points: SourcedPoint[]; readonly title: string } {
  const measured = accuracyPoints(accuracy, rows);
  const published = publishedPoints(models, rows);
  if (measured.length === 0) return { points: published, title: 'published top-1 on ImageNet, %' };
  const same = accuracy.every(({ cell }) => IMAGENET.test(cell.dataset));
  return { points: same ? [...measured, ...published] : measured, title: axisOf(accuracyMetrics[0]) };
}

/** Accuracy on clean images in % over the latency of the given rows. */
export function accuracyPoints(
  accuracy: readonly ReportAccuracy[],
  rows: readonly ReportLatency[],
): SourcedPoint[] {
  return accuracy.flatMap(({ cell, top1, run, line }) => {
    const also = rows.find(({ model, form }) => model === cell.model && form === 'inference');
    if (cell.corruption !== 'none' || also?.median === undefined) return [];
    return [{ model: cell.model, x: also.median[0], y: percent(top1), run, line, also }];
  });
}

/** ImageNet's validation set or a part of it, but not the other sets with its classes. */
const IMAGENET = /^imagenet(?!-(a|c|r|real|sketch|v2)\b)/;

/** Published top-1 on ImageNet in % over the latency measured here. */
function publishedPoints(models: readonly ReportModel[], rows: readonly ReportLatency[]): SourcedPoint[] {
  return rows.flatMap(({ model, median, run, line }) => {
    const facts = models.find(({ id }) => id === model)?.published ?? [];
    const top1 = facts.find(({ metric }) => metric === 'imagenet-top1')?.value;
    if (top1 === undefined || median === undefined) return [];
    return [{ model, x: median[0], y: [top1, top1, top1] as const, published: true, run, line }];
  });
}

/** mCE in %, or the mean error under corruption unless `normalised`, over a cost of the model; the two never mix. */
export function errorPoints(
  robustness: readonly ReportRobustness[],
  rows: readonly ReportLatency[],
  cost: (row: ReportLatency) => number | undefined,
  normalised: boolean,
): SourcedPoint[] {
  return robustness.flatMap(({ model, mce, meanError, run, line }) => {
    const also = rows.find((candidate) => candidate.model === model && candidate.form === 'inference');
    const x = also && cost(also);
    const error = normalised ? mce : meanError;
    return also === undefined || x === undefined || error === undefined
      ? []
      : [{ model, x, y: percent(error), run, line, also }];
  });
}

/** Whether errors are drawn as mCE: if any row has it. */
export function hasMce(robustness: readonly ReportRobustness[]): boolean {
  return robustness.some(({ mce }) => mce !== undefined);
}

/** Returns the title of the axis of errors. */
export function errorTitle(normalised: boolean): string {
  return axisOf(errorMetric(normalised));
}

/** Names an error under corruption. */
export function errorName(normalised: boolean): string {
  const { name, title = name }: Metric = errorMetric(normalised);
  return title;
}

function errorMetric(normalised: boolean): Metric {
  return robustnessMetrics.find(({ id }) => id === (normalised ? 'mce' : 'meanError')) as Metric;
}

function percent([value, low, high]: Interval): Interval {
  return [100 * value, 100 * low, 100 * high];
}
