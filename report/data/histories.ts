import type { HistoryRecord } from '../../src/results/index.ts';
import type { ReportLatency, ReportMachine, ReportRun, Source } from './types.ts';

/**
 * Builds histories of the latency cells that several runs of one machine have. The value is the ratio to the anchor where
 * every run has one, because it can be compared between nights, and the median otherwise. Ratios by CPU time and by wall time are never joined: if not all rest on CPU time, all
 * are by wall time.
 */
export function historiesOf(
  rows: readonly ReportLatency[],
  runs: readonly ReportRun[],
  machines: readonly ReportMachine[],
): (HistoryRecord & Source)[] {
  const series = new Map<string, ReportLatency[]>();
  for (const row of rows) {
    if (row.median === undefined) continue;
    const key = `${runs[row.run]?.machine}\n${row.id}`;
    const known = series.get(key);
    if (known === undefined) series.set(key, [row]);
    else known.push(row);
  }
  return [...series.values()].flatMap((cells): (HistoryRecord & Source)[] => {
    const nights = new Set(cells.map(({ run }) => run));
    const [first] = cells;
    if (nights.size < 2 || first === undefined) return [];
    const byCpu = cells.every(({ anchorTime }) => anchorTime === 'cpu');
    const anchorOf = (cell: ReportLatency) => (byCpu ? cell.anchor : cell.wallAnchor);
    const anchored = cells.every((cell) => anchorOf(cell) !== undefined);
    const points = cells
      .map((cell) => {
        const [value, low, high] = (anchored ? anchorOf(cell) : cell.median) as readonly [
          number,
          number,
          number,
        ];
        return { at: runs[cell.run]?.started ?? cell.started, value, low, high };
      })
      .sort((a, b) => (a.at < b.at ? -1 : 1));
    return [
      {
        type: 'history',
        series: first.id,
        metric: anchored ? `${byCpu ? 'CPU time' : 'latency'} over anchor` : 'latency',
        unit: anchored ? 'ratio' : 'ms',
        environment: machines[runs[first.run]?.machine ?? 0]?.name ?? '',
        points,
        changes: [],
        run: first.run,
        line: first.line,
      },
    ];
  });
}
