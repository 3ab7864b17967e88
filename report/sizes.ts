import { counted } from '../src/text/index.ts';
import type { ReportLatency } from './latency-rows.ts';

/** What must be the same for latencies to be compared. */
export function sizeOf({ height, width, batch, threads, runtime }: ReportLatency): string {
  return `${height}×${width}, batch ${batch}, ${counted(threads, 'thread')}, ${runtime}`;
}

/** Every size of the rows: first what most of them have, of equals the one nearest to 256 pixels a side. */
export function usualFirst(rows: readonly ReportLatency[]): string[] {
  const sizes = new Map<string, { count: number; distance: number }>();
  for (const row of rows) {
    const size = sizeOf(row);
    const distance = Math.abs(Math.log((row.height * row.width) / 256 ** 2));
    sizes.set(size, { count: (sizes.get(size)?.count ?? 0) + 1, distance });
  }
  return [...sizes]
    .sort(([, a], [, b]) => b.count - a.count || a.distance - b.distance)
    .map(([size]) => size);
}
