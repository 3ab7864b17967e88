import { bars } from '../charts/bars.ts';
import { cellNames } from '../charts/cell-name.ts';
import { colourOf } from '../charts/style.ts';
import type { ReportData, ReportLatency } from '../data/types.ts';
import { byFrequency } from '../values.ts';
import { barsHeight, type Chart } from './figure.ts';
import { cellSizeOf, latencyOf } from './view.ts';

/** A chart for each study that has a measured model of its own. */
export function studyCharts({ models }: ReportData): Chart<ReportLatency>[] {
  const studies = new Map(
    models.flatMap(({ studies: own }) => own.filter(({ made }) => made)).map((study) => [study.id, study]),
  );
  const members = (id: string) =>
    new Set(
      models.filter((model) => model.studies.some((study) => study.id === id)).map((model) => model.id),
    );
  return [...studies.values()].map(({ id, title, note }) => ({
    id: `study-${id}`,
    section: 'ablations',
    title,
    note: () => note,
    controls: [],
    rows: (view) => latencyOf(view).filter(({ model }) => members(id).has(model)),
    height: (rows) => barsHeight(new Set(rows.map(({ model, form }) => `${model} ${form}`)).size),
    chart(rows, style) {
      const [[size] = ['']] = byFrequency(rows.map(cellSizeOf));
      const own = rows.filter((row) => row.median !== undefined && cellSizeOf(row) === size).slice(0, 40);
      return bars(
        cellNames(own),
        [
          {
            label: 'median latency',
            colour: colourOf(style, 0),
            values: own.map(({ median }) => median?.[0]),
            intervals: own.map(({ median }) => median && ([median[1], median[2]] as const)),
          },
        ],
        style,
        { title: `median latency at ${size}, ms`, min: 0 },
      );
    },
  }));
}
