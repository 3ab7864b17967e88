import type { Calibration, RecordLine } from '../results/index.ts';
import { exactInterval, median, quantile, variance } from '../stats/index.ts';
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
 * A/A: both arms run the same file. The share of trials whose interval excludes 1 is the false-alarm rate, the 95th
 * percentile of |ratio − 1| the noise floor. The same arms are also measured one after the other and compared by
 * Mann–Whitney. A/B: the second arm has one layer more. The detectable slowdown is the smallest that is found
 * (interval above 1) in 80 % of trials.
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

  const ratios: Ratio[] = [];
  const sequential: SequentialTrial[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const arms = [deps.stack(AA_LAYERS, 'a'), deps.stack(AA_LAYERS, 'b')] as const;
    // Alternating, so that both methods see the machine at the same time.
    step('identical models, interleaved');
    ratios.push(await pair(arms, `aa ${trial}`, budgetSeconds, options, deps));
    step('identical models, one after the other');
    sequential.push(await measureSequentially(arms, { ...options, budgetMs: budgetSeconds * 1000 }));
  }
  const alarms = ratios.filter(({ low, high }) => low > 1 || high < 1).length;
  const distances = ratios.map(({ value }) => Math.abs(value - 1));
  const logs = ratios.map(({ value }) => Math.log(value));
  const spread = Math.sqrt(variance(logs));

  const ladder: NonNullable<CalibrateOptions['slowdowns']> =
    options.slowdowns ??
    LADDER.filter((slowdown) => slowdown >= 2 * spread).map((slowdown) => ({ slowdown }));
  const detections: Calibration['detections'] = [];
  for (const { slowdown, budgetSeconds: own } of ladder) {
    const seconds = own ?? budgetSeconds;
    const found: Ratio[] = [];
    for (let trial = 0; trial < options.detectionTrials; trial++) {
      step(`a slowdown of ${percent(slowdown)}`);
      const layers = Math.round(1 / slowdown);
      const arms = [deps.stack(layers, 'a'), deps.stack(layers + 1, 'b')] as const;
      // An interval a third as wide as the effect detects it with some margin.
      const precision = Math.min(sampling.precision, slowdown / 3);
      const how = { ...options, sampling: { ...sampling, precision } };
      found.push(await pair(arms, `ab ${slowdown} ${trial}`, seconds, how, deps));
    }
    detections.push(detectionOf(found, slowdown, seconds));
    const enough = detections.at(-1)!.found >= POWER;
    if (options.slowdowns === undefined && enough) break;
  }
  const detectable = detections
    .filter(({ found }) => found >= POWER)
    .map(({ slowdown }) => slowdown)
    .sort((a, b) => a - b)[0];

  // In binary, 1 - 0.95 is not 0.05.
  const level = Number((1 - sampling.level).toPrecision(12));
  return {
    trials,
    level,
    falseAlarms: alarms / trials,
    falseAlarmInterval: ends(alarms, trials),
    noiseFloor: quantile(distances, 0.95),
    spread,
    budgetSeconds,
    detectableSlowdown: detectable ?? null,
    detections,
    sequential: sequentialOf(sequential, level),
  };
}

interface Ratio {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Measures the ratio of the second arm to the first. */
async function pair(
  arms: readonly [MeasuredCell, MeasuredCell],
  group: string,
  budgetSeconds: number,
  { sampling, seed, signal, clock }: CalibrateOptions,
  { measure }: CalibrateDeps,
): Promise<Ratio> {
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

function detectionOf(
  ratios: readonly Ratio[],
  slowdown: number,
  budgetSeconds: number,
): Calibration['detections'][number] {
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
