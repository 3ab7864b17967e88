import { counted } from '../../src/text/index.ts';
import type { ReportLatency } from '../latency-rows.ts';
import { bars } from './bars.ts';
import { cellNames } from './cell-name.ts';
import type { ChartSpec } from './chart.ts';
import type { ChartStyle } from './style.ts';

/** Latency of the models of one study at the resolution that most of them have, both forms. */
export function stepsBars(rows: readonly ReportLatency[], style: ChartStyle): ChartSpec {
  const counts = new Map<string, number>();
  const sizeOf = ({ height, width, batch, threads }: ReportLatency) =>
    `${height}×${width}, batch ${batch}, ${counted(threads, 'thread')}`;
  for (const row of rows) counts.set(sizeOf(row), (counts.get(sizeOf(row)) ?? 0) + 1);
  const [size] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [''];
  const own = rows.filter((row) => row.median !== undefined && sizeOf(row) === size).slice(0, 40);
  return bars(
    cellNames(own),
    [
      {
        label: 'median latency',
        colour: style.palette[0] as string,
        values: own.map(({ median }) => median?.[0]),
        intervals: own.map(({ median }) => (median === undefined ? undefined : [median[1], median[2]])),
      },
    ],
    style,
    { title: `median latency at ${size}, ms`, min: 0 },
  );
}
