import type { ReportLatency } from '../latency-rows.ts';
import { type BarSet, bars } from './bars.ts';
import { cellNames } from './cell-name.ts';
import type { ChartSpec } from './chart.ts';
import type { ChartStyle } from './style.ts';

/** What a first use costs: session creation and the first inference beside the steady state. */
export function coldStart(rows: readonly ReportLatency[], style: ChartStyle): ChartSpec {
  const usable = rows
    .filter(({ sessionMs, firstMs }) => sessionMs !== undefined || firstMs !== undefined)
    .slice(0, 40);
  const [steady, first, session] = style.palette as [string, string, string];
  const sets: BarSet[] = [
    { label: 'session creation', colour: session, values: usable.map(({ sessionMs }) => sessionMs) },
    { label: 'first inference', colour: first, values: usable.map(({ firstMs }) => firstMs) },
    { label: 'steady state', colour: steady, values: usable.map(({ median }) => median?.[0]) },
  ];
  return bars(cellNames(usable), sets, style, { title: 'ms, logarithmic', log: true });
}
