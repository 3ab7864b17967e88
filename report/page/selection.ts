import type { ReportData } from '../data.ts';
import type { ReportLatency } from '../latency-rows.ts';
import type { State } from './state.ts';

/** Latency rows of the chosen machine and models: of each cell the newest. */
export function chosenLatency(data: ReportData, state: State): ReportLatency[] {
  const seen = new Set<string>();
  return data.latency.filter((row) => {
    if (data.runs[row.run]?.machine !== state.machine || state.hidden.has(row.model)) return false;
    if (seen.has(row.id)) return false;
    seen.add(row.id);
    return true;
  });
}

/** The value that most rows have: where a sweep left an axis alone. */
export function usual<Row>(rows: readonly Row[], value: (row: Row) => number): number | undefined {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(value(row), (counts.get(value(row)) ?? 0) + 1);
  return [...counts].sort(([a, one], [b, two]) => two - one || a - b)[0]?.[0];
}
