import type { Estimate } from '../../src/results/index.ts';
import { changeInWords, type Interval, precise } from '../values.ts';

/** Something measured: everything that CSV, Markdown and the page need to know to show it. */
export interface Metric<Record = never> {
  /** Key of its value in the rows of a report. */
  readonly id: string;
  /** What CSV calls it. */
  readonly name: string;
  /** Head of its column, without the unit; the name unless given. */
  readonly title?: string;
  /** Title of an axis, with the unit; the head of its column unless given. */
  readonly axis?: string;
  readonly unit: keyof typeof UNITS;
  /** Digits after the point in % (1 unless given) and points (2), significant digits in other units (3). */
  readonly digits?: number;
  /** Which direction is better; absent if neither is. */
  readonly better?: 'lower' | 'higher';
  /** Where it is shown: CSV has everything, the tables of the page less, those of Markdown least. */
  readonly in: 'csv' | 'page' | 'all';
  /** Returns its value in a record, in the unit of CSV; undefined if the record has none. */
  read(record: Record): Estimate | number | undefined;
}

/**
 * Units: their name in CSV, their name in tables, and the factor from CSV to tables. A `change` is a
 * ratio of latencies, shown in words.
 */
export const UNITS = {
  ms: { csv: 'ms', shown: 'ms', scale: 1 },
  percent: { csv: 'fraction', shown: '%', scale: 100 },
  points: { csv: 'fraction', shown: 'points', scale: 100 },
  change: { csv: 'ratio', shown: '', scale: 1 },
  ratio: { csv: 'ratio', shown: '', scale: 1 },
  megabytes: { csv: 'bytes', shown: 'MB', scale: 1e-6 },
  millions: { csv: 'count', shown: 'millions', scale: 1e-6 },
  billions: { csv: 'count', shown: '', scale: 1e-9 },
  count: { csv: 'count', shown: '', scale: 1 },
  rate: { csv: '1/s', shown: 'per s', scale: 1 },
  nats: { csv: 'nats', shown: 'nats', scale: 1 },
  none: { csv: '', shown: '', scale: 1 },
} as const;

type Value<M> = M extends { read(record: never): infer V } ? Shown<NonNullable<V>> : never;
type Shown<V> = V extends number ? number : Interval;
type IsOptional<M> = M extends { read(record: never): infer V }
  ? undefined extends V
    ? true
    : false
  : never;

/** Values of the metrics of a row, by metric id. */
export type Values<M extends readonly Metric[]> = {
  readonly [K in M[number] as IsOptional<K> extends true ? never : K['id']]: Value<K>;
} & { readonly [K in M[number] as IsOptional<K> extends true ? K['id'] : never]?: Value<K> };

/**
 * Reads every metric that a record has.
 *
 * @param round applied to every number: there are thousands of latency and accuracy rows, and a page carries them all
 */
export function readAll<R, const M extends readonly Metric<R>[]>(
  metrics: M,
  record: R,
  round: (value: number) => number = (value) => value,
): Values<M> {
  const entries = metrics.flatMap((metric) => {
    const value = metric.read(record);
    if (value === undefined) return [];
    const numbers = (typeof value === 'number' ? [value] : [value.value, value.low, value.high]).map(round);
    // JSON has no NaN and no infinity.
    if (!numbers.every(Number.isFinite)) return [];
    return [[metric.id, typeof value === 'number' ? numbers[0] : numbers]];
  });
  return Object.fromEntries(entries) as Values<M>;
}

/** Returns the value of a metric in a row. */
export function reading(row: object, { id }: Metric): Interval | number | undefined {
  return (row as Record<string, Interval | number | undefined>)[id];
}

/** Formats a number, with its interval if it has one, in the unit of tables but without the unit's name. */
export function shownValue(value: Interval | number, { unit, digits }: Metric): string {
  if (unit === 'change') return changeInWords(typeof value === 'number' ? [value, value, value] : value);
  const one = (number: number) => shownNumber(number, unit, digits);
  return typeof value === 'number' ? one(value) : `${one(value[0])} [${one(value[1])}, ${one(value[2])}]`;
}

/** Formats a number of a metric in the unit of tables. */
export function shownNumber(value: number, unit: Metric['unit'], digits?: number): string {
  if (unit === 'count') return String(value);
  const scaled = value * UNITS[unit].scale;
  const text =
    unit === 'percent' || unit === 'points'
      ? scaled.toFixed(digits ?? (unit === 'percent' ? 1 : 2))
      : precise(scaled, digits);
  return text.replace(/^-/, '−');
}

/** Returns the head of a metric's column: title and unit. */
export function headOf({ name, title = name, unit }: Metric): string {
  return [title, UNITS[unit].shown].filter((part) => part !== '').join(' ');
}

/** Returns the title of a metric's axis. */
export function axisOf(metric: Metric): string {
  const { name, title = name, unit, axis } = metric;
  return axis ?? [title, UNITS[unit].shown].filter((part) => part !== '').join(', ');
}
