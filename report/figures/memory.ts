import { bars } from '../charts/bars.ts';
import { cellNames } from '../charts/cell-name.ts';
import { colourOf } from '../charts/style.ts';
import type { ReportLatency } from '../data/types.ts';
import { barsHeight, type Chart } from './figure.ts';
import { cellSize, cellsOf } from './view.ts';

export const memory: Chart<ReportLatency> = {
  id: 'memory',
  section: 'latency',
  title: 'Memory',
  note: () =>
    'Peak resident memory in MB, where each cell ran in its own process, and size of the model file.',
  controls: [cellSize],
  shown: ({ latency }) => latency.some((row) => row.rssBytes !== undefined || row.fileBytes !== undefined),
  rows: cellsOf,
  height: ({ length }) => barsHeight(length),
  chart(rows, style) {
    const usable = rows
      .filter(({ rssBytes, fileBytes }) => rssBytes !== undefined || fileBytes !== undefined)
      .slice(0, 40);
    const mega = (bytes: number | undefined) => (bytes === undefined ? undefined : bytes / 1e6);
    return bars(
      cellNames(usable),
      [
        {
          label: 'peak resident memory',
          colour: colourOf(style, 0),
          values: usable.map(({ rssBytes }) => mega(rssBytes)),
        },
        {
          label: 'model file',
          colour: colourOf(style, 1),
          values: usable.map(({ fileBytes }) => mega(fileBytes)),
        },
      ],
      style,
      { title: 'MB', min: 0 },
    );
  },
};
