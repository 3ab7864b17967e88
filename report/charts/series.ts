import type { ReportLatency } from '../data/types.ts';

export interface LatencySeries {
  readonly name: string;
  readonly model: string;
  readonly form: 'train' | 'inference';
  readonly points: readonly SeriesPoint[];
}

export interface SeriesPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Groups latency rows into lines: one per model and form (and runtime, if there are several), sorted by x. Rows without
 * a usable median are left out. If two rows have the same x, the first (newest) is kept.
 */
export function seriesBy(rows: readonly ReportLatency[], x: (row: ReportLatency) => number): LatencySeries[] {
  const runtimes = new Set(rows.map(({ runtime }) => runtime));
  const forms = new Set(rows.map(({ form }) => form));
  const series = new Map<
    string,
    { model: string; form: 'train' | 'inference'; points: Map<number, SeriesPoint> }
  >();
  for (const row of rows) {
    if (row.median === undefined) continue;
    const name = [
      row.model,
      ...(forms.size > 1 && row.form === 'train' ? ['(train)'] : []),
      ...(runtimes.size > 1 ? [`on ${row.runtime}`] : []),
    ].join(' ');
    const one = series.get(name) ?? { model: row.model, form: row.form, points: new Map() };
    series.set(name, one);
    const [y, low, high] = row.median;
    const at = x(row);
    if (!one.points.has(at)) one.points.set(at, { x: at, y, low, high });
  }
  return [...series].map(([name, { model, form, points }]) => ({
    name,
    model,
    form,
    points: [...points.values()].sort((a, b) => a.x - b.x),
  }));
}
