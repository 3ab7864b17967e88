import type { Command } from 'commander';
import { UserError } from '../files/index.ts';
import type { LoadedSuite, Plan, PlannedGroup, Shard, Suite } from '../runs/suite/index.ts';
import { counted } from '../text/index.ts';
import { accuracyTables } from './accuracy-table.ts';
import { carryOut } from './carry-out.ts';
import { fetchInputs } from './download.ts';
import { HISTORY_FOLDER, lastMeasuredIn, recordInHistory } from './history.ts';
import { type Io, note, printJson, printLine } from './io.ts';
import { latencyTable } from './latency-table.ts';
import { defined, duration } from './options.ts';
import { writeRunReport } from './report.ts';
import { noteUnreadable } from './unreadable.ts';

interface RunOptions {
  readonly out?: string;
  readonly resume?: boolean;
  readonly dryRun?: boolean;
  readonly budget?: number;
  readonly shard?: string;
  readonly profile?: boolean;
  readonly runtime?: string;
  readonly browser?: string;
  readonly json?: boolean;
  readonly record?: boolean | string;
}

export function runCommand(program: Command, io: Io): void {
  program
    .command('run')
    .description('measure a suite and write a report')
    .argument('<suite>', 'suite file, e.g. suites/quick.json')
    .option('--out <folder>', 'folder of the run (default: results/<suite>-<time>)')
    .option('--resume', 'resume an unfinished run, or the run in --out; failed cells are measured again')
    .option('--no-resume', 'start a new run even if an unfinished one exists')
    .option('--dry-run', 'print the plan without measuring')
    .option('--budget <time>', "time limit for measuring, e.g. 90s, 20m, 2h; overrides the suite's", duration)
    .option('--shard <i/n>', 'measure one part of the plan, e.g. 3/16; merge joins the parts')
    .option('--profile', 'record the time per operator and per layer (onnxruntime only)')
    .option(
      '--runtime <names>',
      "runtimes, comma-separated, e.g. onnxruntime,tfjs:wasm,browser; override the suite's",
    )
    .option(
      '--browser <path>',
      'Chromium or Chrome for the browser runtime (default: $CHROMIUM_PATH, else the first one found)',
    )
    .option(
      '--record [folder]',
      'add the run to the history (default folder: results/history); see fastvit-bench history',
    )
    .option('--json', 'print the records, or with --dry-run the plan, as one JSON document')
    .addHelpText(
      'after',
      `
Running the same command again on the same machine resumes an interrupted run from the last finished block.
Exit code 1 if cells failed; the report gives the reasons. To measure only those again: --out <folder> --resume.

Examples:
  fastvit-bench run suites/quick.json
  fastvit-bench run suites/quick.json --dry-run
  fastvit-bench run suites/quick.json --out results/today --budget 20m
  fastvit-bench run suites/quick.json --out results/today --resume
  fastvit-bench run suites/repmixer.json --profile
  fastvit-bench run suites/imagenet-c.json --shard 3/16 --out shards/3
  fastvit-bench run suites/nightly.json --record
  fastvit-bench run suites/quick.json --runtime onnxruntime,tfjs,browser:wasm --browser /usr/bin/chromium`,
    )
    .action((suite: string, options: RunOptions) => run(suite, options, io));
}

async function run(suitePath: string, options: RunOptions, io: Io): Promise<void> {
  const { loadSuite, parseShard, shareOf } = await import('../runs/suite/index.ts');
  const { checkedPlan, modelSource } = await import('../runs/execute/index.ts');
  const shard = options.shard === undefined ? undefined : parseShard(options.shard);
  if (shard && options.record)
    throw new UserError(
      '--record needs a whole run, not a shard; merge the shards, then fastvit-bench history --add <run>',
    );
  const asked = withRuntimes(loadSuite(suitePath, io.env), options.runtime);
  const loaded = await fetchInputs(asked, io, { weights: !options.dryRun });
  if (options.dryRun) {
    const plan = checkedPlan(loaded, modelSource);
    return printPlan({ ...plan, latency: shareOf(plan.latency, shard) }, options, io);
  }

  const { openRuntime } = await import('../runtimes/index.ts');
  const { out, resume, budget, profile, runtime, browser, record } = options;
  const executed = await carryOut(
    loaded,
    {
      command: [
        ...['fastvit-bench', 'run', suitePath],
        ...(budget === undefined ? [] : ['--budget', `${budget}s`]),
        ...(options.shard === undefined ? [] : ['--shard', options.shard]),
        ...(profile ? ['--profile'] : []),
        ...(runtime === undefined ? [] : ['--runtime', runtime]),
        ...(browser === undefined ? [] : ['--browser', browser]),
      ],
      ...defined({ out, resume, profile, shard, budgetSeconds: budget }),
    },
    io,
    {
      lastMeasured: await lastMeasuredIn(typeof record === 'string' ? record : HISTORY_FOLDER),
      runtime: (name) => openRuntime(name, defined({ browser })),
    },
  );
  const failed = executed.records.filter(({ type }) => type === 'failed').length;
  if (failed > 0) io.exitCode = 1;
  noteUnreadable(io, executed.accuracy);
  const report = await writeRunReport(executed.folder);
  if (record) await recordInHistory(executed.folder, record === true ? HISTORY_FOLDER : record, io);
  if (options.json) return printJson(io, executed.records);
  io.stdout.write(latencyTable(executed.records));
  io.stdout.write(accuracyTables(executed.records));
  printLine(io);
  printLine(io, `report: ${report}`);
  if (failed > 0) {
    const again = `${executed.run.command.join(' ')} --out ${executed.folder} --resume`;
    note(io, `${counted(failed, 'cell')} failed; to measure them again: ${again}`);
  }
  if (shard) note(io, mergeHint(shard));
}

/** The next step after a shard, which computes no accuracies. */
export function mergeHint({ index, count }: Shard): string {
  return `shard ${index} of ${count} is done; when all are, join them with fastvit-bench merge <folder>..., which computes the accuracies`;
}

function printPlan(plan: Plan, options: RunOptions, io: Io): void {
  if (options.json) {
    printJson(io, plan);
    return;
  }
  printLine(io, `plan of ${plan.suite}, seed ${plan.seed}, digest ${plan.digest.slice(0, 12)}`);
  for (const line of plan.latency.flatMap(groupLines)) printLine(io, line);
  if (plan.accuracy.length > 0)
    for (const line of ['', `accuracy: ${counted(plan.accuracy.length, 'cell')}`]) printLine(io, line);
  for (const { model, data, corruption, severity, protocol } of plan.accuracy) {
    const what = corruption === 'none' ? 'clean' : `${corruption} ${severity}, ${protocol}`;
    printLine(io, `  ${model.padEnd(24)} ${data}  ${what}`);
  }
}

function groupLines({ id, cells, baseline }: PlannedGroup): string[] {
  const lines = cells.map(({ cell }) => {
    const options = [cell.runtime, cell.provider, cell.graphOptimization].join('/');
    return `  ${cell.model.padEnd(24)} ${cell.form.padEnd(10)} ${options}${cell === baseline ? '  (baseline)' : ''}`;
  });
  return ['', `latency ${id}: ${counted(cells.length, 'cell')}, interleaved`, ...lines];
}

/** Replaces the runtimes of a suite. @throws UserError if it has no latency section */
function withRuntimes(loaded: LoadedSuite, names: string | undefined): LoadedSuite {
  if (names === undefined) return loaded;
  const replaced = (suite: Suite): Suite => {
    if (suite.latency === undefined) {
      throw new UserError(`--runtime needs a "latency" section; ${loaded.path} has none`);
    }
    const { providers, ...latency } = suite.latency;
    return { ...suite, latency: { ...latency, runtimes: names.split(',').map((name) => name.trim()) } };
  };
  return { ...loaded, suite: replaced(loaded.suite), resolved: replaced(loaded.resolved) };
}
