import type { z } from 'zod';

/** The numbers that make sense somewhere. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
  /** Why not more. */
  readonly why: string;
}

const whole = (least: number, most: number, why: string): Bounds => ({ least, most, whole: true, why });
const any = (least: number, most: number, why: string): Bounds => ({ least, most, whole: false, why });

/**
 * The bounds of every number that a user gives, in suites and on the command line. They are far beyond what is useful,
 * and keep a slip of the keyboard from filling the memory, starting a thousand processes, or stopping a timer.
 */
export const BOUNDS = {
  seed: whole(0, Number.MAX_SAFE_INTEGER, 'larger whole numbers are not exact'),
  pixels: whole(1, 8192, 'a larger image does not fit into the memory of most machines'),
  inputPixels: whole(32, 8192, 'a larger input does not fit into the memory of most machines'),
  batch: whole(1, 4096, 'a batch is one tensor in memory'),
  threads: whole(1, 1024, 'no machine has more cores'),
  processes: whole(1, 1024, 'each is a process with its own models in memory'),

  // One timer holds 2^31 - 1 milliseconds, 24 days, and fires at once beyond.
  timeoutSeconds: any(0.001, 86_400, 'that is a day'),
  /** Of a worker, whose silence is allowed to grow eightfold. */
  patienceSeconds: any(1, 86_400, 'that is a day'),
  budgetSeconds: any(
    0.001,
    2_147_483,
    'that is 24 days, the most that a timer can hold; resume the run to go on',
  ),
  lockSeconds: any(1, 86_400, 'that is a day'),
  turnMs: any(0.001, 60_000, 'a turn of a minute leaves the pairs of a round too far apart'),
  warmupMs: any(0.001, 3_600_000, 'that is an hour'),

  blocks: whole(2, 10_000, 'each is a start of every process'),
  rounds: whole(2, 10_000, 'all runs of a block are kept in memory'),
  runs: whole(1, 10_000, 'all runs of a block are kept in memory'),
  precision: any(1e-12, 1, 'that is 100 %'),
  resamples: whole(100, 100_000, 'more do not make an interval better, and all are kept in memory'),
  level: any(0.5, 0.9999, 'an interval of a few blocks cannot show rarer events'),
  /** Of false alarms. */
  rate: any(0.0001, 0.4999, 'at one half, chance alone decides'),
  memoryGiB: any(0.001, 65_536, 'no machine has more memory'),
  groupSize: whole(2, 256, 'each cell of a group is a process'),
  trials: whole(1, 100_000, 'that would take days'),
  nights: whole(1, 100_000, 'that is more than 250 years'),
  shards: whole(1, 100_000, 'no plan has more pieces worth a machine'),

  images: whole(1, 100_000_000, 'no dataset has more images'),
  unreadable: whole(0, 100_000_000, 'no dataset has more images'),
  unitImages: whole(1, 100_000, 'a unit is kept in memory, and is lost as a whole when it is interrupted'),
  textures: whole(1, 200_000, 'they are generated, and kept in memory or on disk'),
  /** Of all images together; 3 bytes each. */
  texturePixels: whole(1, 1_000_000_000, 'they are generated, and kept in memory or on disk'),
  parameters: whole(1, 500_000_000, 'an ONNX file holds 2 GB'),
  backlog: whole(1, 1_000_000, 'the parts wait in the memory of Redis'),
  classes: whole(1, 1_000_000, 'the last layer has weights for each class'),
  ratio: any(1, 1_000_000, 'no two models differ by more'),
  share: any(0, 1, 'that is 100 %'),

  epochs: whole(1, 100_000, 'that would take weeks'),
  warmupEpochs: any(0, 100_000, 'that would take weeks'),
  learningRate: any(1e-12, 100, 'training diverges far below'),
  weightDecay: any(0, 100, 'training diverges far below'),

  depth: whole(1, 1000, 'no model has more blocks per stage'),
  depthOrNone: whole(0, 1000, 'no model has more blocks per stage'),
  width: whole(1, 65_536, 'no model has more channels'),
  factor: any(0.001, 64, 'no model is scaled by more'),
} as const satisfies Record<string, Bounds>;

/** Says what is expected in place of a number that is out of bounds: `a whole number from 1 to 1024: why not more`. */
export function expected(value: number, { least, most, whole, why }: Bounds): string {
  const range =
    most === Number.MAX_SAFE_INTEGER ? `, ${least} or more` : ` from ${least} to ${grouped(most)}`;
  return `a ${whole ? 'whole ' : ''}number${range}${value > most ? `: ${why}` : ''}`;
}

/** Returns whether a number is within bounds. */
export function isWithin(value: number, { least, most, whole }: Bounds): boolean {
  return value >= least && value <= most && (!whole || Number.isSafeInteger(value));
}

/** Adds bounds to the schema of a number; the message for one that is too large says why. */
export function within(schema: z.ZodNumber, { least, most, whole, why }: Bounds): z.ZodNumber {
  return (whole ? schema.int() : schema).min(least).max(most, `must be at most ${grouped(most)}: ${why}`);
}

function grouped(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 20 });
}
