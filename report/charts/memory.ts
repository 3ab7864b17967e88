import type { ReportLatency } from '../latency-rows.ts';
import { bars } from './bars.ts';
import { cellNames } from './cell-name.ts';
import type { ChartSpec } from './chart.ts';
import type { ChartStyle } from './style.ts';

/** Peak resident memory of the process that ran a cell, and the size of its file. */
export function memory(rows: readonly ReportLatency[], style: ChartStyle): ChartSpec {
  const usable = rows
    .filter(({ rssBytes, fileBytes }) => rssBytes !== undefined || fileBytes !== undefined)
    .slice(0, 40);
  const mega = (bytes: number | undefined) => (bytes === undefined ? undefined : bytes / 1e6);
  const [one, two] = style.palette as [string, string];
  return bars(
    cellNames(usable),
    [
      { label: 'peak resident memory', colour: one, values: usable.map(({ rssBytes }) => mega(rssBytes)) },
      { label: 'model file', colour: two, values: usable.map(({ fileBytes }) => mega(fileBytes)) },
    ],
    style,
    { title: 'MB', min: 0 },
  );
}
