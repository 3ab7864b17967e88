import { type Io, note } from './io.ts';

/** Where the history lies, unless another folder is named. */
export const HISTORY_FOLDER = 'results/history';

/** Adds a run to the history and says what should be measured again. @param into folder of the history */
export async function recordInHistory(folder: string, into: string, io: Io): Promise<void> {
  const { recordRun } = await import('../verdicts/history/index.ts');
  const { readRun } = await import('../results/index.ts');
  const { series, confirmation } = recordRun(into, readRun(folder), io.env.GITHUB_SHA);
  note(io, `recorded ${series} series in ${into}`);
  if (confirmation === undefined) return;
  const { cells, path } = confirmation;
  const look = cells.length === 1 ? '1 cell looks' : `${cells.length} cells look`;
  const where = into === HISTORY_FOLDER ? '' : ` ${into}`;
  note(
    io,
    `${look} changed; measure again before it is called so: fastvit-bench run ${path} --record${where}`,
  );
}

/** When each latency cell was last measured, by the history in a folder: what a small budget leaves out first. */
export async function lastMeasuredIn(folder: string): Promise<(cell: string) => string | undefined> {
  const { readHistory } = await import('../verdicts/history/index.ts');
  const last = new Map<string, string>();
  for (const { header, points } of readHistory(folder)) {
    const at = points.at(-1)?.at ?? '';
    if (at > (last.get(header.series) ?? '')) last.set(header.series, at);
  }
  return (cell) => last.get(cell);
}
