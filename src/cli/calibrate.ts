import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CalibrateOptions, Neighbour } from '../latency/index.ts';
import type { Calibration, Estimator } from '../results/index.ts';
import { BOUNDS, counted } from '../text/index.ts';
import { type Io, note, printJson } from './io.ts';
import { duration, numberIn } from './options.ts';
import { startProgress } from './progress.ts';
import { formatTable } from './table.ts';

type Slowdown = NonNullable<CalibrateOptions['slowdowns']>[number];

interface Options {
  trials: number;
  detectionTrials: number;
  budget: number;
  level: number;
  precision: number;
  slowdown?: Slowdown[];
  noise: Neighbour;
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
    .option('--detection-trials <n>', 'trials per slowdown', numberIn(BOUNDS.trials), 20)
    .addOption(new Option('--budget <time>', 'time per trial').argParser(duration).default(6, '6s'))
    .option('--level <rate>', 'nominal false-alarm rate', numberIn(BOUNDS.rate), 0.05)
    .option(
      '--precision <fraction>',
      'half-width at which a trial may stop, as in the suites that you run; slowdowns below it are not found',
      numberIn(BOUNDS.precision),
      0.02,
    )
    .option(
      '--slowdown <fraction@time...>',
      'slowdowns to try, each optionally with its own time per trial (default: increasing, until one is surely detected in 80 % of trials)',
      (text: string, earlier: Slowdown[] = []) => [...earlier, slowdownWithBudget(text)],
    )
    .addOption(
      new Option(
        '--noise <kind>',
        'run a neighbour meanwhile that uses one core, all cores, or memory bandwidth; the result is not stored',
      )
        .choices(['none', 'core', 'cores', 'memory'])
        .default('none'),
    )
    .option('--seed <n>', 'seed of the measuring order', numberIn(BOUNDS.seed), 0)
    .option('--out <dir>', 'results folder; the calibration goes to its subfolder calibration/', 'results')
    .option('--json', 'print the calibration as one JSON document')
    .addHelpText(
      'after',
      `
First compares a model with itself, interleaved as in every run, and for contrast one after the other. Then compares it
with slower models, which have more layers. The table shows what the same rounds say by CPU time, on which ratios of
these models rest, and by the clock. Verdicts on this machine then never claim to be more precise than the noise floor
found here. Takes about (2 × trials + detection trials × slowdowns) × budget.

Examples:
  fastvit-bench calibrate
  fastvit-bench calibrate --trials 100 --budget 10s
  fastvit-bench calibrate --precision 0.005 --slowdown 0.05 0.02@30s --json
  fastvit-bench calibrate --noise core       # is a busy neighbour a problem here?`,
    )
    .action(async (options: Options) => {
      const {
        calibrate,
        layerStack,
        measureGroup,
        prepareCalibrations,
        SamplingOptions,
        startNeighbour,
        storeCalibration,
        thisMachine,
      } = await import('../latency/index.ts');
      const { CALIBRATION_SCHEMA } = await import('../results/index.ts');
      const quiet = options.noise === 'none';
      if (quiet) prepareCalibrations(options.out);
      const neighbour = await startNeighbour(options.noise, { signal: io.signal });
      const startedAt = new Date().toISOString();
      const start = io.now();
      const progress = startProgress(io, 100, '%');
      const result = await calibrate(
        {
          trials: options.trials,
          detectionTrials: options.detectionTrials,
          budgetSeconds: options.budget,
          ...(options.slowdown ? { slowdowns: options.slowdown } : {}),
          sampling: SamplingOptions.parse({ precision: options.precision, level: 1 - options.level }),
          seed: options.seed,
          signal: io.signal,
          clock: io.now,
          onProgress: (done, total, doing) => progress.update(Math.min(99, (100 * done) / total), doing),
        },
        { measure: measureGroup, stack: layerStack },
      ).finally(async () => {
        progress.stop();
        await neighbour.close();
      });
      const calibration: Calibration = {
        schema: CALIBRATION_SCHEMA,
        machine: thisMachine(),
        ...result,
        startedAt,
        seconds: (io.now() - start) / 1000,
      };
      if (quiet) note(io, `wrote ${storeCalibration(options.out, calibration)}`);
      else note(io, `not stored: a neighbour (${options.noise}) was running`);
      if (options.json) printJson(io, quiet ? calibration : { ...calibration, noise: options.noise });
      else io.stdout.write(summary(calibration));
    });
}

/** Parses a number of trials, enough to have a spread. */
function several(text: string): number {
  const value = numberIn(BOUNDS.trials)(text);
  if (value < 2) throw new InvalidArgumentError('expected 2 or more, since one trial has no spread');
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

/** A row per question, a column per time that ratios can rest on; then what that means for verdicts here. */
function summary(calibration: Calibration): string {
  const { trials, level, noiseFloor, sequential, time = 'wall', wall } = calibration;
  const estimators: Estimator[] = [calibration, ...(wall ? [wall] : [])];
  const names = wall ? ['CPU time', 'clock'] : [time === 'cpu' ? 'CPU time' : 'clock'];
  const row = (name: string, text: (estimator: Estimator) => string) => [name, ...estimators.map(text)];
  const rows = [
    row(`false alarms (nominal ${percent(level)})`, ({ falseAlarms, falseAlarmInterval }) =>
      share(falseAlarms, falseAlarmInterval, trials),
    ),
    row('noise floor', (estimator) => percent(estimator.noiseFloor)),
    row('spread of a trial', ({ spread }) => percent(spread)),
    ...calibration.detections.map(({ slowdown, budgetSeconds }, at) =>
      row(`slowdown of ${percent(slowdown)} found in ${budgetSeconds} s`, ({ detections }) => {
        const { found, foundInterval, trials: of } = detections[at]!;
        return share(found, foundInterval, of);
      }),
    ),
  ];
  const { detectableSlowdown } = calibration;
  const lines = [
    `Measured one after the other instead of interleaved, by the clock: ${share(sequential.falseAlarms, sequential.falseAlarmInterval, sequential.trials)} are false alarms; spread ${percent(sequential.spread)}.`,
    `Ratios rest on ${time === 'cpu' ? 'CPU time' : 'the clock'} here: ${percent(noiseFloor)} is the smallest half-width of a verdict${wall ? `, ${percent(wall.noiseFloor)} where a ratio rests on the clock` : ''}.`,
    detectableSlowdown === null
      ? 'None of the slowdowns tried is surely detected in 80 % of trials; give a longer --budget, or a smaller --precision.'
      : `Detectable slowdown, in 80 % of trials: ${percent(detectableSlowdown)}.`,
  ];
  return `${formatTable(['identical or slower models', ...names], rows)}\n${lines.join('\n')}\n`;
}

function share(fraction: number, [low, high]: readonly [number, number], trials: number): string {
  return `${Math.round(fraction * trials)} of ${counted(trials, 'trial')} (${percent(fraction)} [${percent(low)}, ${percent(high)}])`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
