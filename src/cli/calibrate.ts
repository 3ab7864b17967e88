import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CalibrateOptions } from '../latency/index.ts';
import type { Calibration } from '../results/index.ts';
import { counted } from '../text/index.ts';
import { type Io, note, printJson } from './io.ts';
import { duration, natural, positive } from './options.ts';
import { startProgress } from './progress.ts';

type Slowdown = NonNullable<CalibrateOptions['slowdowns']>[number];

interface Options {
  trials: number;
  detectionTrials: number;
  budget: number;
  level: number;
  slowdown?: Slowdown[];
  out: string;
  seed: number;
  json?: boolean;
}

export function calibrateCommand(program: Command, io: Io): void {
  program
    .command('calibrate')
    .description(
      'measure how small a change this machine can detect: false alarms, noise floor, detectable slowdown',
    )
    .option('--trials <n>', 'trials that compare a model with itself, 2 or more', several, 40)
    .option('--detection-trials <n>', 'trials per slowdown', positive, 20)
    .addOption(new Option('--budget <time>', 'time per trial').argParser(duration).default(6, '6s'))
    .option('--level <rate>', 'nominal false-alarm rate', fraction, 0.05)
    .option(
      '--slowdown <fraction@time...>',
      'slowdowns to try, each optionally with its own time per trial (default: increasing, until one is detected in 80 % of trials)',
      (text: string, earlier: Slowdown[] = []) => [...earlier, slowdownWithBudget(text)],
    )
    .option('--seed <n>', 'seed of the measuring order', natural, 0)
    .option('--out <dir>', 'results folder; the calibration goes to its subfolder calibration/', 'results')
    .option('--json', 'print the calibration as one JSON document')
    .addHelpText(
      'after',
      `
First compares a model with itself, interleaved as in every run, and for contrast one after the other. Then compares it
with slower models, which have more layers. Verdicts on this machine then never claim to be more precise than the
noise floor found here. Takes about (2 × trials + detection trials × slowdowns) × budget.

Examples:
  fastvit-bench calibrate
  fastvit-bench calibrate --trials 100 --budget 10s
  fastvit-bench calibrate --slowdown 0.05 0.02@30s --json`,
    )
    .action(async (options: Options) => {
      const {
        calibrate,
        layerStack,
        measureGroup,
        prepareCalibrations,
        SamplingOptions,
        storeCalibration,
        thisMachine,
      } = await import('../latency/index.ts');
      const { CALIBRATION_SCHEMA } = await import('../results/index.ts');
      prepareCalibrations(options.out);
      const startedAt = new Date().toISOString();
      const start = io.now();
      const progress = startProgress(io, 100, '%');
      const result = await calibrate(
        {
          trials: options.trials,
          detectionTrials: options.detectionTrials,
          budgetSeconds: options.budget,
          ...(options.slowdown ? { slowdowns: options.slowdown } : {}),
          sampling: SamplingOptions.parse({ level: 1 - options.level }),
          seed: options.seed,
          signal: io.signal,
          clock: io.now,
          onProgress: (done, total, doing) => progress.update(Math.min(99, (100 * done) / total), doing),
        },
        { measure: measureGroup, stack: layerStack },
      ).finally(() => progress.stop());
      const calibration: Calibration = {
        schema: CALIBRATION_SCHEMA,
        machine: thisMachine(),
        ...result,
        startedAt,
        seconds: (io.now() - start) / 1000,
      };
      const path = storeCalibration(options.out, calibration);
      note(io, `wrote ${path}`);
      if (options.json) printJson(io, calibration);
      else for (const line of summary(calibration)) io.stdout.write(`${line}\n`);
    });
}

/** Parses a number of trials, enough to have a spread. */
function several(text: string): number {
  const value = positive(text);
  if (value < 2) throw new InvalidArgumentError('expected 2 or more, since one trial has no spread');
  return value;
}

/** Parses a rate such as 0.05. */
function fraction(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value < 0.5)) throw new InvalidArgumentError('expected a fraction between 0 and 0.5');
  return value;
}

/** Parses `0.05`, or `0.05@20s` with its own time per trial. */
function slowdownWithBudget(text: string): Slowdown {
  const [size, time] = text.split('@');
  const slowdown = Number(size);
  if (!(slowdown > 0 && slowdown <= 1))
    throw new InvalidArgumentError(
      `expected a fraction between 0 and 1, such as 0.05 or 0.02@30s, not "${text}"`,
    );
  return { slowdown, ...(time === undefined ? {} : { budgetSeconds: duration(time) }) };
}

function summary(calibration: Calibration): string[] {
  const { trials, level, falseAlarms, falseAlarmInterval, noiseFloor, detections, sequential } = calibration;
  const line = (name: string, text: string) => `${name.padEnd(20)} ${text}`;
  const alarms = (share: number, [low, high]: readonly [number, number], of: number) =>
    `${Math.round(share * of)} of ${counted(of, 'trial')} (${percent(share)} [${percent(low)}, ${percent(high)}])`;
  return [
    line('false alarms', `${alarms(falseAlarms, falseAlarmInterval, trials)}; nominal ${percent(level)}`),
    line(
      '  not interleaved',
      `${alarms(sequential.falseAlarms, sequential.falseAlarmInterval, sequential.trials)}; spread ${percent(sequential.spread)}, interleaved ${percent(calibration.spread)}`,
    ),
    line('noise floor', `${percent(noiseFloor)}; verdicts on this machine are never more precise`),
    ...detections.map(({ slowdown, found, trials: of, foundInterval, budgetSeconds }) =>
      line(
        `slowdown ${percent(slowdown)}`,
        `detected in ${alarms(found, foundInterval, of)}, ${budgetSeconds} s per trial`,
      ),
    ),
    line(
      'detectable slowdown',
      calibration.detectableSlowdown === null
        ? 'none of the slowdowns tried; give a longer --budget'
        : `${percent(calibration.detectableSlowdown)}, detected in 80 % of trials`,
    ),
  ];
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
