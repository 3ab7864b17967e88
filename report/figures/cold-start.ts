import { bars } from '../charts/bars.ts';
import { cellNames } from '../charts/cell-name.ts';
import { colourOf } from '../charts/style.ts';
import type { ReportLatency } from '../data/types.ts';
import { barsHeight, type Chart } from './figure.ts';
import { cellSize, cellsOf } from './view.ts';

export const coldStart: Chart<ReportLatency> = {
  id: 'cold-start',
  section: 'latency',
  title: 'Cold start',
  note: () =>
    'Session creation and the first inference next to the steady state, in ms; medians over fresh processes or sessions.',
  controls: [cellSize],
  rows: cellsOf,
  height: ({ length }) => barsHeight(length),
  chart(rows, style) {
    const usable = rows
      .filter(({ sessionMs, firstMs }) => sessionMs !== undefined || firstMs !== undefined)
      .slice(0, 40);
    const set = (label: string, colour: number, of: (row: ReportLatency) => number | undefined) => ({
      label,
      colour: colourOf(style, colour),
      values: usable.map(of),
    });
    return bars(
      cellNames(usable),
      [
        set('session creation', 2, ({ sessionMs }) => sessionMs),
        set('first inference', 1, ({ firstMs }) => firstMs),
        set('steady state', 0, ({ median }) => median?.[0]),
      ],
      style,
      { title: 'ms, logarithmic', log: true },
    );
  },
};
