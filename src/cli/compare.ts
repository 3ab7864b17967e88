import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { temporaryFolder, UserError, writeOutput } from '../files/index.ts';
import type { RunData } from '../results/index.ts';
import { BOUNDS, counted, printable } from '../text/index.ts';
import type { Comparison } from '../verdicts/compare/index.ts';
import { type Io, note, printJson } from './io.ts';
import { duration, numberIn } from './options.ts';
import { startProgress } from './progress.ts';

interface Options {
  readonly margin: number;
  readonly accuracyMargin: number;
  readonly level: number;
  readonly between?: number;
  readonly strict?: boolean;
  readonly save?: boolean;
  readonly json?: boolean;
  readonly root: string;
  readonly markdown?: string;
  readonly benchmark?: string;
  readonly badge?: string;
  readonly live?: boolean;
  readonly models: string;
  readonly resolution: number;
  readonly batch: number;
  readonly threads: number;
  readonly budget: number;
  readonly isolation: 'process' | 'shared';
}

export function compareCommand(program: Command, io: Io): void {
  program
    .command('compare')
    .description('report what regressed between two runs, per cell, with a known false-alarm rate')
    .argument('<base>', 'folder of the run to compare with; with --live: ONNX file, git ref or npm version')
    .argument('<head>', 'folder of the run to judge; with --live: as for base')
    .option(
      '--live',
      'measure both sides now, interleaved: the most precise comparison, made for pull requests',
    )
    .option(
      '--models <ids>',
      'with --live on git refs or npm versions: models to export, comma-separated',
      'fastvit_t8,mobileone_s0,efficientnet_b0',
    )
    .option('--resolution <pixels>', 'with --live: side of the input', numberIn(BOUNDS.pixels), 224)
    .option('--batch <n>', 'with --live: images per inference', numberIn(BOUNDS.batch), 1)
    .option('--threads <n>', 'with --live: threads per inference', numberIn(BOUNDS.threads), 1)
    .addOption(
      new Option('--budget <time>', 'with --live: time limit for measuring all models')
        .argParser(duration)
        .default(120, '2m'),
    )
    .option(
      '--isolation <kind>',
      'with --live: run each model in its own process, or both in one: "process" or "shared"',
      isolation,
      'process',
    )
    .addOption(
      new Option('--margin <percent>', 'smallest change in latency that matters')
        .argParser(percent)
        .default(0.05, '5%'),
    )
    .addOption(
      new Option(
        '--accuracy-margin <points>',
        'smallest change in accuracy that matters, in percentage points',
      )
        .argParser(points)
        .default(0.005, '0.5'),
    )
    .option(
      '--level <rate>',
      'probability of any false alarm in the whole comparison',
      numberIn(BOUNDS.rate),
      0.01,
    )
    .option(
      '--between <percent>',
      'how much an unchanged cell varies between runs on this machine (default: estimated from the runs in --root; 2% without any)',
      percent,
    )
    .option('--strict', 'exit code 1 for undecided cells too')
    .option('--save', 'add the verdicts to the head run, so that its report shows them')
    .option('--markdown <file>', 'write a Markdown summary, e.g. for a pull-request comment')
    .option(
      '--benchmark <file>',
      "write the head run's latencies in github-action-benchmark's customSmallerIsBetter format",
    )
    .option('--badge <file>', 'write a shields.io badge')
    .option(
      '--root <folder>',
      'results folder, which has the calibration, the history and earlier runs of this machine',
      'results',
    )
    .option('--json', 'print the comparison as one JSON document')
    .addHelpText(
      'after',
      `
Verdicts:
regressed     worse by at least the margin, and not by chance (Holm's correction over all cells)
improved      better by at least the margin, and not by chance
equivalent    the whole interval is within the margin
undecided     the interval is too wide for any of the above; measure for longer ("unresolved" in JSON)
incomparable  measured on another machine, with other versions, or in another way

Exit codes: 0 nothing regressed; 1 a cell regressed or failed, or no cell could be compared (with --strict also if one is
undecided); 2 the input is wrong.

Examples:
  fastvit-bench compare results/monday results/tuesday
  fastvit-bench compare results/monday results/tuesday --margin 10% --json
  fastvit-bench compare --live before.onnx after.onnx --budget 60s
  fastvit-bench compare --live origin/main HEAD --models fastvit_t8,fastvit_sa12
  fastvit-bench compare results/main results/mine --save && fastvit-bench report results/mine --format md,junit`,
    )
    .action((base: string, head: string, options: Options) =>
      options.live ? live(base, head, options, io) : compare(base, head, options, io),
    );
}

async function compare(base: string, head: string, options: Options, io: Io): Promise<void> {
  const { compareRuns, smallerIsBetter } = await import('../verdicts/compare/index.ts');
  const { readRun, resumeRun } = await import('../results/index.ts');
  const runs = [readRun(base), readRun(head)] as const;
  for (const { folder, run } of runs)
    if (run.endedAt === undefined) note(io, `warning: ${folder} is unfinished; comparing the cells it has`);
  const comparison = await compareRuns(...runs, {
    ...(await compareOptions(options)),
    ...(options.between === undefined ? { betweenOf: await betweenRuns(options.root, runs) } : {}),
  });
  if (comparison.verdicts.length === 0 && comparison.failed.length === 0)
    throw new UserError(`${base} and ${head} have no cells in common to compare`);
  if (options.save) {
    const store = resumeRun(head);
    try {
      store.append(comparison.verdicts);
    } finally {
      store.close();
    }
  }
  if (options.benchmark) writeText(options.benchmark, jsonText(smallerIsBetter(runs[1])));
  await output(comparison, options, io);
}

async function live(base: string, head: string, options: Options, io: Io): Promise<void> {
  for (const name of ['save', 'benchmark'] as const)
    if (options[name]) throw new UserError(`--${name} needs the folder of a run; --live creates none`);
  const { compareLive, parseSource, sourceName, writeModels } = await import(
    '../verdicts/compare/live/index.ts'
  );
  const { measureGroup } = await import('../latency/index.ts');
  const sources = [await parseSource(base, process.cwd()), await parseSource(head, process.cwd())] as const;
  if ((sources[0].kind === 'file') !== (sources[1].kind === 'file'))
    throw new UserError(
      '--live compares two ONNX files, or two versions of the code (git refs, npm versions), not one of each',
    );
  const { resolution, batch, threads } = options;
  const { path: folder, remove } = temporaryFolder('live');
  const progress = startProgress(io, 100, '%');
  try {
    const wanted = { models: options.models.split(',').map((id) => id.trim()), resolution, batch };
    const files = [];
    for (const [at, source] of sources.entries()) {
      progress.update(0, `exporting the models of ${sourceName(source)}`);
      files.push(await writeModels(source, wanted, join(folder, at === 0 ? 'base' : 'head'), io.signal));
    }
    const [before, after] = files as [Map<string, string>, Map<string, string>];
    const named = (model: string) =>
      sources[1].kind === 'file' ? printable(basename(sources[1].path)).replace(/\.onnx$/i, '') : model;
    const pairs = [...after].map(([model, path]) => ({
      model: named(model),
      base: before.get(model)!,
      head: path,
    }));
    const done = new Map<string, number>();
    const comparison = await compareLive(
      pairs,
      folder,
      {
        base: sourceName(sources[0]),
        head: sourceName(sources[1]),
        resolution,
        batch,
        threads,
        budgetSeconds: options.budget,
        isolation: options.isolation,
        compare: await compareOptions(options),
        signal: io.signal,
        clock: io.now,
        onEvent(model, event) {
          if (event.type !== 'block') return;
          done.set(model, event.budgetUsed);
          const sum = [...done.values()].reduce((all, share) => all + share, 0);
          progress.update((99 * sum) / pairs.length, `${model}: ${event.block} blocks`);
        },
      },
      measureGroup,
    );
    progress.stop();
    await output(comparison, options, io);
  } finally {
    progress.stop();
    remove();
  }
}

async function compareOptions({ margin, accuracyMargin, level, between, root }: Options) {
  const { DEFAULTS } = await import('../verdicts/compare/index.ts');
  const { readCalibration } = await import('../latency/index.ts');
  const { noiseFloors } = await import('../results/index.ts');
  return {
    margin,
    accuracyMargin,
    level,
    between: between ?? DEFAULTS.between,
    floors: noiseFloors(readCalibration(root)),
  };
}

/** The most runs of the results folder that tell how runs of a machine differ. */
const EARLIER_RUNS = 30;

/** How runs differ on a machine: from the history in the results folder, and from the runs beside it. */
async function betweenRuns(root: string, compared: readonly RunData[]) {
  const { betweenNights, readHistory, seriesOf } = await import('../verdicts/history/index.ts');
  const { readRun } = await import('../results/index.ts');
  const history = existsSync(join(root, 'history')) ? readHistory(join(root, 'history')) : [];
  const recorded = new Set(history.flatMap(({ points }) => points.map(({ run }) => run)));
  const beside = existsSync(root)
    ? readdirSync(root)
        .filter((name) => existsSync(join(root, name, 'run.json')))
        .slice(-EARLIER_RUNS)
    : [];
  const others = beside.flatMap((name): RunData[] => {
    try {
      const run = readRun(join(root, name));
      return run.run.endedAt === undefined || recorded.has(run.run.id) ? [] : [run];
    } catch {
      // A run that cannot be read tells nothing; comparing others does not need it.
      return [];
    }
  });
  const all = [...history, ...seriesOf(others)];
  const except = compared.map(({ run }) => run.id);
  return (environment: readonly (readonly [string, string])[], days: number) =>
    betweenNights(all, environment, days, except);
}

/** Writes the files, the warnings, and the table or the JSON document; sets the exit code. */
async function output(comparison: Comparison, options: Options, io: Io): Promise<void> {
  const { badgeOf, comparisonMarkdown, exitCodeOf, statusOf } = await import('../verdicts/compare/index.ts');
  const { comparisonTable } = await import('./comparison-table.ts');
  if (options.markdown) writeText(options.markdown, comparisonMarkdown(comparison));
  if (options.badge) writeText(options.badge, jsonText(badgeOf(comparison)));
  io.exitCode = exitCodeOf(comparison, options.strict);
  await warn(comparison, io);
  if (statusOf(comparison) === 'no evidence')
    note(io, 'no evidence: not one cell could be compared; the table gives the reasons');
  if (options.json) printJson(io, { ...comparison, status: statusOf(comparison), exitCode: io.exitCode });
  else io.stdout.write(comparisonTable(comparison));
}

async function warn({ counts, between, margin }: Comparison, io: Io): Promise<void> {
  const { unresolved, incomparable } = counts;
  if (unresolved > 0) {
    const outside = between !== undefined && between.narrowest >= Math.log1p(margin);
    const why = outside
      ? 'the runs of this machine differ too much for the margin'
      : 'the measurements are too noisy; measure for longer';
    note(io, `warning: ${unresolved} ${unresolved === 1 ? 'cell is' : 'cells are'} undecided: ${why}`);
    if (outside) note(io, await outOfReach(between, margin));
  }
  if (incomparable > 0)
    note(
      io,
      `warning: ${incomparable} ${incomparable === 1 ? 'cell has' : 'cells have'} no comparable measurement on the other side`,
    );
}

/** Formats one JSON document, with a line feed at the end. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Writes a file, and creates its folder. @throws UserError */
export function writeText(path: string, text: string): void {
  writeOutput(resolve(path), text);
}

/** Why no cell can be called equivalent, and what would help. */
async function outOfReach(between: NonNullable<Comparison['between']>, margin: number): Promise<string> {
  const { betweenInWords } = await import('../verdicts/compare/index.ts');
  const { nightsNeeded } = await import('../verdicts/history/index.ts');
  const needed = nightsNeeded(between, Math.log1p(margin));
  const more = needed === undefined ? undefined : needed - (between.nights ?? 0);
  const record = more === undefined ? '' : `record ${counted(more, 'more run')} of it (run --record), `;
  const narrowest = Math.expm1(between.narrowest);
  return `warning: no cell can be equivalent within ${Number((100 * margin).toFixed(2))} %: ${betweenInWords(between)}, every interval is wider than ±${(100 * narrowest).toFixed(1)} %; ${record}compare with --live, or use --margin ${Math.ceil(120 * narrowest)}%`;
}

/** Parses `5%` or `0.05` to a fraction. */
export function percent(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim());
  const value = match ? Number(match[1]) / (match[2] ? 100 : 1) : Number.NaN;
  if (!(value >= 0 && value < 1))
    throw new InvalidArgumentError('expected a percentage such as 5%, or a fraction such as 0.05');
  return value;
}

/** Parses percentage points to a fraction: `0.5` to 0.005. */
function points(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 100))
    throw new InvalidArgumentError('expected percentage points, such as 0.5');
  return value / 100;
}

function isolation(text: string): 'process' | 'shared' {
  if (text !== 'process' && text !== 'shared')
    throw new InvalidArgumentError('expected "process" or "shared"');
  return text;
}
