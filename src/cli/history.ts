import type { Command } from 'commander';
import type { HistoryRecord } from '../results/index.ts';
import type { Change, SeriesState } from '../verdicts/history/index.ts';
import { jsonText, percent, writeText } from './compare.ts';
import { type Io, note, printJson } from './io.ts';
import { positive } from './options.ts';
import { HISTORY_FOLDER, recordInHistory } from './record.ts';
import { formatTable } from './table.ts';

interface Options {
  readonly margin: number;
  readonly window: number;
  readonly check?: boolean;
  readonly changes?: boolean;
  readonly add?: string[];
  readonly save?: string;
  readonly badge?: string;
  readonly json?: boolean;
}

export function historyCommand(program: Command, io: Io): void {
  program
    .command('history')
    .description('list the series of all nights, where they changed, and the commit where each change began')
    .argument('[folder]', 'folder of the history', HISTORY_FOLDER)
    .option('--margin <percent>', 'smallest change that matters', percent, 0.05)
    .option('--window <nights>', 'nights that are looked at', positive, 50)
    .option('--add <run...>', 'first add finished runs, e.g. one merged of shards')
    .option('--changes', 'only the series that changed')
    .option('--save <run>', 'append the series to a run, for its report')
    .option('--badge <file>', 'write a badge for shields.io')
    .option('--check', 'exit code 1 when the newest night is the first to show a regression')
    .option('--json', 'print the series and their change points as one JSON document')
    .addHelpText(
      'after',
      `
run --record adds to it. A series is one cell on one machine with one set of versions and one model file; a
change of any of them begins another. A change is called regressed or improved when it was seen in two nights
and measured again; before that it is suspected.

Examples:
  fastvit-bench run suites/nightly.json --record
  fastvit-bench history
  fastvit-bench history --changes --json
  fastvit-bench history --check`,
    )
    .action(async (folder: string, options: Options) => {
      const { historyRecord, newRegressions, readHistory, stateOf } = await import(
        '../verdicts/history/index.ts'
      );
      for (const run of options.add ?? []) await recordInHistory(run, folder, io);
      const series = readHistory(folder);
      for (const problem of series.flatMap(({ problems }) => problems)) note(io, `warning: ${problem}`);
      if (series.length === 0)
        note(io, `${folder} holds no history; fastvit-bench run <suite> --record begins one`);
      const { margin, window } = options;
      const states = stateOf(series, { margin, window });
      const fresh = newRegressions(states, { margin, window });
      if (options.check && fresh.length > 0) io.exitCode = 1;
      if (options.save) await saveIn(options.save, states.map(historyRecord));
      if (options.badge) writeText(options.badge, jsonText(historyBadge(fresh.length, series.length)));
      const shown = options.changes ? states.filter(({ changes }) => changes.length > 0) : states;
      if (options.json) {
        printJson(io, {
          schema: 'fastvit-bench/history-list@1',
          series: shown.map((state) => ({
            ...historyRecord(state),
            path: state.series.path,
            verdicts: state.changes.map(changeJson),
            ...(state.doubtful ? { doubtful: state.doubtful } : {}),
            ...(state.follows ? { follows: state.follows } : {}),
          })),
          newRegressions: fresh.map(({ state, change }) => ({
            series: state.series.header.series,
            ...changeJson(change),
          })),
        });
        return;
      }
      if (shown.length > 0) io.stdout.write(seriesTable(shown));
      for (const state of shown) io.stdout.write(changeLines(state));
      for (const { state, change } of fresh)
        note(io, `regressed: ${state.series.header.series} ${inWords(change)}`);
    });
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

function historyBadge(regressed: number, series: number) {
  const [message, color] =
    series === 0
      ? ['no history', 'lightgrey']
      : regressed > 0
        ? [`${regressed} regressed`, 'red']
        : ['no regression', 'brightgreen'];
  return { schemaVersion: 1, label: 'nightly', message, color };
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
      doubtful ? 'awaits confirmation' : '',
    ];
  });
  return formatTable(['series', 'metric', 'nights', 'last', 'on', 'CPU', ''], rows);
}

function changeLines({ series, changes, follows }: SeriesState): string {
  const name = series.header.series;
  const began = follows
    ? [`${name}: a new series since ${series.points[0]?.at.slice(0, 10)} (${follows.because})\n`]
    : [];
  return [...began, ...changes.map((change) => `${name}: ${change.verdict} ${inWords(change)}\n`)].join('');
}

function inWords({ night, ratio, p, nights }: Change): string {
  const change = `${ratio >= 1 ? '+' : ''}${(100 * (ratio - 1)).toFixed(1)} %`;
  const commit = night.commit ? `, commit ${night.commit.slice(0, 12)}` : '';
  return `${change} since ${night.at.slice(0, 10)}${commit} (${nights} ${nights === 1 ? 'night' : 'nights'}, p ${p < 1e-4 ? '<0.0001' : p.toFixed(4)})`;
}

function changeJson({ night, last, nights, ratio, p, verdict }: Change) {
  return {
    verdict,
    at: night.at,
    run: night.run,
    commit: night.commit,
    lastBefore: { at: last.at, run: last.run, commit: last.commit },
    nights,
    ratio,
    p,
  };
}
