import { headOf, type Metric, reading, shownNumber, shownValue, UNITS } from '../metrics/metric.ts';
import type { Column } from './figure.ts';

export interface MetricColumnOptions<Row> {
  /** Id of the metric whose bounds are columns of their own on the page, so that they can be sorted. */
  readonly lead?: string;
  /** What is shown instead of a value that a row lacks. */
  missing?(row: Row, id: string): string | undefined;
}

/** Returns the columns of the metrics that tables show. A metric without values gets none, unless it leads. */
export function metricColumns<Row extends object>(
  metrics: readonly Metric[],
  rows: readonly Row[],
  { lead, missing }: MetricColumnOptions<Row> = {},
): Column<Row>[] {
  const has = (metric: Metric) =>
    rows.some((row) => reading(row, metric) !== undefined || missing?.(row, metric.id) !== undefined);
  return metrics
    .filter((metric) => metric.in !== 'csv' && (metric.id === lead || has(metric)))
    .flatMap((metric): Column<Row>[] => {
      const { id, better, unit, digits } = metric;
      const part = (row: Row, at: 0 | 1 | 2) => {
        const value = reading(row, metric);
        return typeof value === 'number' ? (at === 0 ? value : undefined) : value?.[at];
      };
      const scaled = (value: number | undefined) =>
        value === undefined ? undefined : Number((value * UNITS[unit].scale).toPrecision(6));
      const bound = (title: string, at: 0 | 1 | 2): Column<Row> => ({
        title,
        only: 'page',
        value: (row) => scaled(part(row, at)),
        text: (row) => {
          const value = part(row, at);
          return value === undefined
            ? ((at === 0 ? missing?.(row, id) : undefined) ?? '–')
            : shownNumber(value, unit, digits);
        },
      });
      const whole: Column<Row> = {
        title: headOf(metric),
        value: (row) => scaled(part(row, 0)),
        text: (row) => {
          const value = reading(row, metric);
          return value === undefined ? (missing?.(row, id) ?? '–') : shownValue(value, metric);
        },
      };
      const hint = better === undefined ? {} : { hint: `${better} is better` };
      if (id === lead)
        return [
          { ...bound(whole.title, 0), ...hint },
          bound('low', 1),
          bound('high', 2),
          { ...whole, only: 'markdown' },
        ];
      return [{ ...whole, ...hint, ...(metric.in === 'page' ? { only: 'page' as const } : {}) }];
    });
}
