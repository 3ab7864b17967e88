import type { Calibration, Estimator, PairedEstimate, RatioTime, RecordLine } from '../results/index.ts';
import { exactInterval, mean, median, studentQuantile, variance } from '../stats/index.ts';
import type { SamplingOptions } from './options.ts';
import { measureSequentially, type SequentialTrial } from './sequential.ts';
import type { MeasuredCell, MeasureGroup } from './types.ts';

export interface CalibrateOptions {
  /** Trials with identical arms; as many again measure them one after the other. */
  readonly trials: number;
  /** Trials per slowdown. */
  readonly detectionTrials: number;
  /** Seconds per trial. */
  readonly budgetSeconds: number;
  /**
   * Slowdowns to try, fractions, each optionally with its own budget. By default, upwards from what the noise
   * allows.
   */
  readonly slowdowns?: readonly { readonly slowdown: number; readonly budgetSeconds?: number }[];
  readonly sampling: SamplingOptions;
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly clock: () => number;
  readonly onProgress?: (done: number, total: number, doing: string) => void;
}

/** What the trials measure with; tests replace it by a synthetic machine. */
interface CalibrateDeps {
  readonly measure: MeasureGroup;
  /** Makes a stack of equal layers, whose time is proportional to their number. */
  readonly stack: (layers: number, id: string) => MeasuredCell;
}

type CalibrationResult = Omit<Calibration, 'schema' | 'machine' | 'startedAt' | 'seconds'>;

/** Tried upwards until one is detected in 80 % of trials. One layer more than n is a slowdown of 1/n. */
const LADDER = [0.01, 0.02, 0.03, 0.05, 0.08, 0.125, 0.2, 1 / 3, 0.5, 1];
const POWER = 0.8;
const AA_LAYERS = 20;

/**
 * Measures which differences this machine can detect, with the engine as it is used for benchmarks.
 *
 * A/A: both arms run the same file. The share of trials whose interval excludes 1 is the false-alarm rate, the
 * difference exceeded in 5 % of trials the noise floor. The same arms are also measured one after the other and compared by
 * Mann–Whitney. A/B: the second arm has one layer more. The detectable slowdown is the smallest that is found
 * (interval above 1) in 80 % of trials, by the lower end of its binomial interval, with the precision of the runs. All of this by CPU time, and by wall time from the same rounds.
 *
 * @throws Error if a trial cannot be measured; the signal's reason if it aborts
 */
export async function calibrate(options: CalibrateOptions, deps: CalibrateDeps): Promise<CalibrationResult> {
  const { trials, budgetSeconds, sampling } = options;
  const steps = options.slowdowns?.length ?? 2;
  const total = trials * 2 + steps * options.detectionTrials;
  let done = 0;
  const step = (doing: string) => {
    options.signal?.throwIfAborted();
    options.onProgress?.(done++, total, doing);
  };

  const same: PairedEstimate[] = [];
  const sequential: SequentialTrial[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const arms = [deps.stack(AA_LAYERS, 'a'), deps.stack(AA_LAYERS, 'b')] as const;
    // Alternating, so that both methods see the machine at the same time.
    step('identical models, interleaved');
    same.push(await pair(arms, `aa ${trial}`, budgetSeconds, options, deps));
    step('identical models, one after the other');
    sequential.push(await measureSequentially(arms, { ...options, budgetMs: budgetSeconds * 1000 }));
  }
  const time = same.every((ratio) => ratio.time === 'cpu') ? 'cpu' : 'wall';
  const { spread } = estimatorOf(same, [], time);

  const ladder: NonNullable<CalibrateOptions['slowdowns']> =
    options.slowdowns ??
    LADDER.filter((slowdown) => slowdown >= 2 * spread).map((slowdown) => ({ slowdown }));
  const slower: SlowerTrials[] = [];
  for (const { slowdown, budgetSeconds: own } of ladder) {
    const seconds = own ?? budgetSeconds;
    const ratios: PairedEstimate[] = [];
    for (let trial = 0; trial < options.detectionTrials; trial++) {
      step(`a slowdown of ${percent(slowdown)}`);
      const layers = Math.round(1 / slowdown);
      const arms = [deps.stack(layers, 'a'), deps.stack(layers + 1, 'b')] as const;
      ratios.push(await pair(arms, `ab ${slowdown} ${trial}`, seconds, options, deps));
    }
    slower.push({ ratios, slowdown, budgetSeconds: seconds });
    if (options.slowdowns === undefined && isDetected(detectionOf(slower.at(-1)!, time))) break;
  }
  const estimator = estimatorOf(same, slower, time);
  const detectable = estimator.detections
    .filter(isDetected)
    .map(({ slowdown }) => slowdown)
    .sort((a, b) => a - b)[0];

  // In binary, 1 - 0.95 is not 0.05.
  const level = Number((1 - sampling.level).toPrecision(12));
  return {
    trials,
    level,
    time,
    ...estimator,
    ...(time === 'cpu' ? { wall: estimatorOf(same, slower, 'wall') } : {}),
    budgetSeconds,
    detectableSlowdown: detectable ?? null,
    sequential: sequentialOf(sequential, level),
  };
}

/** Trials of one slowdown. */
interface SlowerTrials {
  readonly ratios: readonly PairedEstimate[];
  readonly slowdown: number;
  readonly budgetSeconds: number;
}

/** Measures the ratio of the second arm to the first. */
async function pair(
  arms: readonly [MeasuredCell, MeasuredCell],
  group: string,
  budgetSeconds: number,
  { sampling, seed, signal, clock }: CalibrateOptions,
  { measure }: CalibrateDeps,
): Promise<PairedEstimate> {
  const records: RecordLine[] = await measure(arms, {
    group,
    sampling: { ...sampling, anchor: false },
    seed,
    budgetMs: budgetSeconds * 1000,
    clock,
    ...(signal ? { signal } : {}),
  });
  const [, second] = records;
  if (second?.type === 'latency' && second.ratio) return second.ratio;
  const reason = records.find((record) => record.type === 'failed')?.reason ?? 'no ratio';
  throw new Error(`a calibration trial could not be measured: ${reason}`);
}

/** What the trials found by one of their times. */
function estimatorOf(
  same: readonly PairedEstimate[],
  slower: readonly SlowerTrials[],
  time: RatioTime,
): Estimator {
  const ratios = same.map((ratio) => byTime(ratio, time));
  const alarms = ratios.filter(({ low, high }) => low > 1 || high < 1).length;
  return {
    falseAlarms: alarms / ratios.length,
    falseAlarmInterval: ends(alarms, ratios.length),
    noiseFloor: noiseFloorOf(ratios.map(({ value }) => Math.log(value))),
    spread: Math.sqrt(variance(ratios.map(({ value }) => Math.log(value)))),
    detections: slower.map((trials) => detectionOf(trials, time)),
  };
}

/**
 * Estimates the difference that a further trial of identical models exceeds in 5 % of cases: a prediction interval of
 * normal logarithms around the known ratio of 1. The 95th percentile of the trials themselves is exceeded in 7 %.
 */
function noiseFloorOf(logs: readonly number[]): number {
  const deviation = Math.sqrt(mean(logs.map((log) => log ** 2)));
  return Math.expm1(studentQuantile(0.975, logs.length) * deviation);
}

/** Whether a slowdown is found in 80 % of trials or more, by the lower end of the interval. */
function isDetected({ foundInterval: [low] }: Calibration['detections'][number]): boolean {
  return low >= POWER;
}

/** A trial that fell back to wall time has no other. */
function byTime(ratio: PairedEstimate, time: RatioTime): Pick<PairedEstimate, 'value' | 'low' | 'high'> {
  return ratio.time === time ? ratio : (ratio[time] ?? ratio);
}

function detectionOf(
  { ratios: all, slowdown, budgetSeconds }: SlowerTrials,
  time: RatioTime,
): Calibration['detections'][number] {
  const ratios = all.map((ratio) => byTime(ratio, time));
  const found = ratios.filter(({ low }) => low > 1).length;
  return {
    slowdown,
    trials: ratios.length,
    found: found / ratios.length,
    foundInterval: ends(found, ratios.length),
    ratio: median(ratios.map(({ value }) => value)),
    budgetSeconds,
  };
}

function sequentialOf(trials: readonly SequentialTrial[], level: number): Calibration['sequential'] {
  const alarms = trials.filter(({ p }) => p < level).length;
  return {
    trials: trials.length,
    falseAlarms: alarms / trials.length,
    falseAlarmInterval: ends(alarms, trials.length),
    spread: Math.sqrt(variance(trials.map(({ ratio }) => Math.log(ratio)))),
    method: 'each arm once in a fresh process, one after the other; Mann–Whitney over single runs',
  };
}

function ends(count: number, trials: number): [number, number] {
  const { low, high } = exactInterval(count, trials);
  return [low, high];
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1).replace(/\.0$/, '')} %`;
}
