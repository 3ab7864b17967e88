import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Comparison } from '../compare/index.ts';
import { messageOf, UserError } from '../errors.ts';
import { writeFileAtomic } from '../files.ts';
import { type Io, note, printJson } from './io.ts';

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
}

export function compareCommand(program: Command, io: Io): void {
  program
    .command('compare')
    .description('say what regressed between two runs: cell by cell, with a known false-alarm rate')
    .argument('<base>', 'folder of the run to compare with')
    .argument('<head>', 'folder of the run to judge')
    .option('--margin <percent>', 'smallest change of a latency that matters', percent, 0.05)
    .option(
      '--accuracy-margin <points>',
      'smallest change of an accuracy that matters, in points',
      points,
      0.005,
    )
    .option('--level <rate>', 'chance of any false alarm in the whole comparison', rate, 0.01)
    .option(
      '--between <percent>',
      'what a cell moves by from run to run on this machine (default: 2%)',
      percent,
    )
    .option('--strict', 'exit code 1 for what is unresolved, too')
    .option('--save', 'append the verdicts to the head run, for its report')
    .option('--markdown <file>', 'write it as the comment of a pull request')
    .option(
      '--benchmark <file>',
      "write the head run in github-action-benchmark's customSmallerIsBetter format",
    )
    .option('--badge <file>', 'write a badge for shields.io')
    .option('--root <folder>', 'folder of results, where the calibration of this machine lies', 'results')
    .option('--json', 'print the comparison as one JSON document')
    .addHelpText(
      'after',
      `
regressed    slower by the margin or more, and not by chance (Holm's correction over all cells)
improved     faster by as much
equivalent   the whole interval lies within the margin
unresolved   it may be either: measure for longer
incomparable another machine, version or way of measuring: a different series

Exit codes: 0 nothing regressed (a warning says what is unresolved; 1 with --strict), 1 a cell regressed or
failed, 2 there is something to mend.

Examples:
  fastvit-bench compare results/monday results/tuesday
  fastvit-bench compare results/monday results/tuesday --margin 10% --json
  fastvit-bench compare results/main results/mine --save && fastvit-bench report results/mine --format md,junit`,
    )
    .action(async (base: string, head: string, options: Options) => {
      const { badgeOf, compareRuns, comparisonMarkdown, exitCodeOf, smallerIsBetter } = await import(
        '../compare/index.ts'
      );
      const { comparisonTable } = await import('./comparison-table.ts');
      const { readRun, resumeRun } = await import('../results/index.ts');
      const { readCalibration } = await import('../latency/index.ts');
      const runs = [readRun(base), readRun(head)] as const;
      for (const { folder, run } of runs)
        if (run.endedAt === undefined) note(io, `warning: ${folder} is unfinished; what it has is compared`);
      const { margin, accuracyMargin, level, between } = options;
      const comparison = await compareRuns(...runs, {
        margin,
        accuracyMargin,
        level,
        ...(between === undefined ? {} : { between }),
        floor: readCalibration(options.root)?.noiseFloor ?? 0,
      });
      if (comparison.verdicts.length === 0 && comparison.failed.length === 0)
        throw new UserError(`${base} and ${head} hold nothing that could be compared`);
      if (options.save) {
        const store = resumeRun(head);
        try {
          store.append(comparison.verdicts);
        } finally {
          store.close();
        }
      }
      if (options.markdown) write(options.markdown, comparisonMarkdown(comparison));
      if (options.benchmark) write(options.benchmark, json(smallerIsBetter(runs[1])));
      if (options.badge) write(options.badge, json(badgeOf(comparison)));
      io.exitCode = exitCodeOf(comparison, options.strict);
      warn(comparison, io);
      if (options.json) printJson(io, { ...comparison, exitCode: io.exitCode });
      else io.stdout.write(comparisonTable(comparison));
    });
}

function warn({ counts }: Comparison, io: Io): void {
  const { unresolved, incomparable } = counts;
  if (unresolved > 0)
    note(
      io,
      `warning: ${unresolved} ${unresolved === 1 ? 'cell is' : 'cells are'} unresolved: too noisy to tell; measure for longer`,
    );
  if (incomparable > 0)
    note(
      io,
      `warning: ${incomparable} ${incomparable === 1 ? 'cell has' : 'cells have'} nothing to be compared with`,
    );
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(resolve(path)), { recursive: true });
    writeFileAtomic(path, text);
  } catch (error) {
    throw new UserError(`cannot write ${path} (${messageOf(error)})`);
  }
}

/** A fraction from `5%` or `0.05`. */
export function percent(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(text.trim());
  const value = match ? Number(match[1]) / (match[2] ? 100 : 1) : Number.NaN;
  if (!(value >= 0 && value < 1))
    throw new InvalidArgumentError('give a percentage such as 5%, or a fraction such as 0.05');
  return value;
}

/** A fraction from points of accuracy: `0.5` is 0.005. */
function points(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 100))
    throw new InvalidArgumentError('give points of accuracy, such as 0.5');
  return value / 100;
}

function rate(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 0.5))
    throw new InvalidArgumentError('give a rate between 0 and 0.5, such as 0.01');
  return value;
}
