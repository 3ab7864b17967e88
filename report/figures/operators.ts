import { bars } from '../charts/bars.ts';
import { cellNames } from '../charts/cell-name.ts';
import { colourOf } from '../charts/style.ts';
import type { ReportLatency } from '../data/types.ts';
import { label } from '../values.ts';
import { barsHeight, type Chart } from './figure.ts';
import { cellSize, cellsOf } from './view.ts';

/** Operator types shown by name; the others are one bar. */
const MOST = 6;

export const operators: Chart<ReportLatency> = {
  id: 'operators',
  section: 'latency',
  title: 'Time by operator',
  note: () => 'Share of the profiled time in % by operator type, as the runtime executed the graph.',
  controls: [cellSize],
  shown: ({ latency }) => latency.some((row) => row.operators !== undefined),
  rows: cellsOf,
  height: ({ length }) => barsHeight(length),
  chart(rows, style) {
    const profiled = rows
      .filter((row) => row.operators !== undefined && row.operators.length > 0)
      .slice(0, 40);
    const totals = new Map<string, number>();
    for (const row of profiled)
      for (const [type, , ms] of row.operators ?? []) totals.set(type, (totals.get(type) ?? 0) + ms);
    const types = [...totals].sort(([, a], [, b]) => b - a).map(([type]) => type);
    const named = types.slice(0, MOST);
    const share = (row: ReportLatency, wanted: (type: string) => boolean) => {
      const all = (row.operators ?? []).reduce((sum, [, , ms]) => sum + ms, 0);
      const own = (row.operators ?? []).reduce((sum, [type, , ms]) => sum + (wanted(type) ? ms : 0), 0);
      return all > 0 ? (100 * own) / all : undefined;
    };
    const sets = named.map((name, at) => ({
      label: label(name, 24),
      colour: colourOf(style, at),
      values: profiled.map((row) => share(row, (type) => type === name)),
    }));
    const rest = {
      label: 'others',
      colour: style.muted,
      values: profiled.map((row) => share(row, (type) => !named.includes(type))),
    };
    return bars(cellNames(profiled), types.length > MOST ? [...sets, rest] : sets, style, {
      title: '% of the profiled time',
      stacked: true,
      min: 0,
      // The bars are stacked, so the axis must be longer than the longest single bar.
      max: 100,
    });
  },
};
