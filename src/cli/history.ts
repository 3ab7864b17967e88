import { existsSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { HistoryRecord } from '../results/index.ts';
import { BOUNDS, counted } from '../text/index.ts';
import type { Change, LatestNight, MachineDrift, SeriesState } from '../verdicts/history/index.ts';
import { jsonText, percent, writeText } from './compare.ts';
import { type Io, note, printJson, printLine } from './io.ts';
import { defined, numberIn } from './options.ts';
import { formatTable } from './table.ts';

/** Where the history is, unless another folder is named. */
export const HISTORY_FOLDER = 'results/history';

interface Options {
  readonly margin: number;
  readonly window?: number;
  readonly check?: boolean;
  readonly strict?: boolean;
  readonly changes?: boolean;
  readonly add?: string[];
  readonly save?: string;
  readonly badge?: string;
  readonly json?: boolean;
}

export function historyCommand(program: Command, io: Io): void {
  program
    .command('history')
    .description('show every series over time, where it changed, and at which commit')
    .argument('[folder]', 'folder of the history', HISTORY_FOLDER)
    .addOption(
      new Option('--margin <percent>', 'smallest change that matters').argParser(percent).default(0.02, '2%'),
    )
    .option('--window <nights>', 'use only the latest nights (default: all)', numberIn(BOUNDS.nights))
    .option('--add <run...>', 'first add finished runs, e.g. a run merged from shards')
    .option('--changes', 'show only series that changed')
    .option('--save <run>', 'add the series to a run, so that its report shows them')
    .option('--badge <file>', 'write a shields.io badge')
    .option('--check', 'exit code 1 if the latest night reveals a new regression, or is no evidence')
    .option('--strict', 'exit code 1 if the latest night is no evidence, also without --check')
    .option('--json', 'print the series and their change points as one JSON document')
    .addHelpText(
      'after',
      `
Add runs with run --record. A series is one cell on one machine, with one set of versions and one model file; a new
machine, version or model file starts a new series. A step is "suspected" at first, and becomes "regressed" or
"improved" once two nights and a confirming measurement show it. A creep is a change by more than 5 % within sixty
nights. A drift is a change of the machine or of its anchor, not of a cell.

The latest night is "no evidence" if nothing that it measured can be compared with an earlier night.

Examples:
  fastvit-bench run suites/nightly.json --record
  fastvit-bench history
  fastvit-bench history --changes --json
  fastvit-bench history --check`,
    )
    .action(async (folder: string, options: Options) => {
      const { historyRecord, latestNight, machineDrifts, newRegressions, readHistory, stateOf } =
        await import('../verdicts/history/index.ts');
      for (const run of options.add ?? []) await recordInHistory(run, folder, io);
      const series = readHistory(folder);
      for (const problem of series.flatMap(({ problems }) => problems)) note(io, `warning: ${problem}`);
      if (series.length === 0)
        note(io, `${folder} has no history yet; fastvit-bench run <suite> --record ${folder} starts one`);
      const { margin, window } = options;
      const states = stateOf(series, { margin, ...defined({ window }) });
      const fresh = newRegressions(states);
      const drifts = machineDrifts(series);
      const latest = latestNight(states, fresh.length);
      if (options.check && latest.status === 'regressed') io.exitCode = 1;
      if ((options.check || options.strict) && latest.status === 'no evidence') io.exitCode = 1;
      if (options.save) await saveIn(options.save, states.map(historyRecord));
      if (options.badge) writeText(options.badge, jsonText(historyBadge(latest, fresh.length)));
      const shown = options.changes ? states.filter(({ changes }) => changes.length > 0) : states;
      if (options.json) {
        printJson(io, {
          schema: 'fastvit-bench/history-list@1',
          status: latest.status,
          series: shown.map((state) => ({
            ...historyRecord(state),
            path: state.series.path,
            verdicts: state.changes.map(changeJson),
            ...(state.doubtful ? { doubtful: state.doubtful } : {}),
            ...(state.follows ? { follows: state.follows } : {}),
          })),
          drifts: drifts.map(({ machine, change }) => ({ machine, ...changeJson(change) })),
          newRegressions: fresh.map(({ state, change }) => ({
            series: state.series.header.series,
            ...changeJson(change),
          })),
        });
        return;
      }
      if (shown.length > 0) io.stdout.write(seriesTable(shown));
      for (const line of shown.flatMap(changeLines)) printLine(io, line);
      for (const drift of drifts) printLine(io, driftLine(drift));
      for (const { state, change } of fresh)
        note(io, `regressed: ${state.series.header.series} ${inWords(state.series, change)}`);
      if (latest.status === 'no evidence') note(io, withoutEvidence(latest));
    });
}

/** Adds a run to the history and names the cells to confirm with another run. @param into folder of the history */
export async function recordInHistory(folder: string, into: string, io: Io): Promise<void> {
  const { recordRun } = await import('../verdicts/history/index.ts');
  const { readRun } = await import('../results/index.ts');
  const { series, confirmation } = recordRun(into, readRun(folder), io.env.GITHUB_SHA);
  note(io, `recorded ${series} series in ${into}`);
  if (confirmation === undefined) return;
  const { cells, path } = confirmation;
  const where = into === HISTORY_FOLDER ? '' : ` ${into}`;
  note(
    io,
    `possible change in ${counted(cells.length, 'cell')}; confirm with a second measurement: fastvit-bench run ${path} --record${where}`,
  );
}

/** Returns when each latency cell was last measured, from a history: a small budget skips recent ones first. */
export async function lastMeasuredIn(folder: string): Promise<(cell: string) => string | undefined> {
  if (!existsSync(folder)) return () => undefined;
  const { readHistory } = await import('../verdicts/history/index.ts');
  const last = new Map<string, string>();
  for (const { header, points } of readHistory(folder)) {
    const at = points.at(-1)?.at ?? '';
    if (at > (last.get(header.series) ?? '')) last.set(header.series, at);
  }
  return (cell) => last.get(cell);
}

async function saveIn(folder: string, records: readonly HistoryRecord[]): Promise<void> {
  const { resumeRun } = await import('../results/index.ts');
  const store = resumeRun(folder);
  try {
    store.append(records);
  } finally {
    store.close();
  }
}

function historyBadge({ status }: LatestNight, regressed: number) {
  const color = { regressed: 'red', 'no regression': 'brightgreen', 'no evidence': 'orange' }[status];
  const message = status === 'regressed' ? `${regressed} regressed` : status;
  return { schemaVersion: 1, label: 'nightly', message, color };
}

function withoutEvidence({ measured }: LatestNight): string {
  const why =
    measured === 0
      ? 'the history has no night'
      : `none of the ${measured} series of the latest night can be compared with an earlier night (it is the first, or the machine was noisy)`;
  return `no evidence: ${why}`;
}

function seriesTable(states: readonly SeriesState[]): string {
  const rows = states.map(({ series, nights, doubtful }) => {
    const last = series.points.at(-1);
    const value = last === undefined ? '-' : last.value.toPrecision(4);
    const { header } = series;
    return [
      header.series,
      header.metric,
      `${nights.length}`,
      value,
      last?.at.slice(0, 10) ?? '-',
      header.environment.find(([name]) => name === 'CPU')?.[1] ?? '-',
      doubtful ? 'to be confirmed' : '',
    ];
  });
  return formatTable(['series', 'metric', 'nights', 'last', 'on', 'CPU', ''], rows);
}

function changeLines({ series, changes, follows }: SeriesState): string[] {
  const name = series.header.series;
  const began = follows
    ? [`${name}: new series since ${series.points[0]?.at.slice(0, 10)} (${follows.because})`]
    : [];
  return [...began, ...changes.map((change) => `${name}: ${word(change)}, ${inWords(series, change)}`)];
}

/** `regressed`; for what is no step the kind, too: `regressed (creep)`. */
function word({ verdict, kind }: Change): string {
  return kind === 'step' ? verdict : kind === 'drift' ? kind : `${verdict} (${kind})`;
}

function driftLine({ machine, change: { night, ratio, nights } }: MachineDrift): string {
  const change = `${(100 * Math.abs(ratio - 1)).toFixed(1)} % ${ratio >= 1 ? 'slower' : 'faster'}`;
  return `${machine}: drift, the anchor itself is ${change} since ${night.at.slice(0, 10)} (${counted(nights, 'night')}): the machine changed, and ratios to the anchor hide it`;
}

/** `14.2 % slower since 2026-01-13, commit c12000000000 (2 nights; by chance once in 7,900 nights)`. */
function inWords({ header }: SeriesState['series'], { kind, night, ratio, onceIn, nights }: Change): string {
  const isLatency = header.metric === 'latency over anchor';
  const [more, less] = isLatency ? ['slower', 'faster'] : ['higher', 'lower'];
  const change = `${(100 * Math.abs(ratio - 1)).toFixed(1)} % ${ratio >= 1 ? more : less}`;
  const commit = night.commit ? `, commit ${night.commit.slice(0, 12)}` : '';
  // Accuracies have no noise: their steps are not tested.
  const chance = Number.isFinite(onceIn) ? `; by chance once in ${rounded(onceIn)} nights` : '';
  const when = kind === 'creep' ? 'creeping since about' : 'since';
  const anchor = kind === 'drift' ? '; the anchor changed, not this cell' : '';
  return `${change} ${when} ${night.at.slice(0, 10)}${kind === 'creep' ? '' : commit} (${counted(nights, 'night')}${chance}${anchor})`;
}

/** Two digits, at most a million: what is rarer depends on the model of the nights, not on the nights. */
function rounded(nights: number): string {
  if (nights >= 1e6) return 'more than 1,000,000';
  return Number(nights.toPrecision(2)).toLocaleString('en');
}

function changeJson({ kind, night, last, nights, ratio, onceIn, verdict }: Change) {
  return {
    verdict,
    kind,
    at: night.at,
    run: night.run,
    commit: night.commit,
    lastBefore: { at: last.at, run: last.run, commit: last.commit },
    nights,
    ratio,
    ...(Number.isFinite(onceIn) ? { onceIn } : {}),
  };
}
