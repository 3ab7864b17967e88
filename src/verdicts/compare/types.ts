import type { Estimate, NoiseFloors, VerdictRecord } from '../../results/index.ts';

/** Thresholds of a comparison. */
export interface CompareOptions {
  /** Smallest change of a latency that matters, a fraction. */
  readonly margin: number;
  /** Smallest change of an accuracy that matters, a fraction of the images (0.005 is half a point). */
  readonly accuracyMargin: number;
  /** Probability of any false alarm among all cells of a comparison. */
  readonly level: number;
  /** Standard deviation, between runs on one machine, of the logarithm of a cell's ratio to the anchor. */
  readonly between: number;
  /** Noise floors from the machine's calibration. */
  readonly floors: NoiseFloors;
}

export const DEFAULTS: CompareOptions = {
  margin: 0.05,
  accuracyMargin: 0.005,
  level: 0.01,
  between: 0.02,
  floors: { cpu: 0, wall: 0 },
};

/** A cell measured on both sides, before the correction for multiple tests. */
export interface Tested {
  readonly kind: 'tested';
  readonly cell: string;
  readonly metric: string;
  /** Two-sided p-value of "no difference". */
  readonly p: number;
  /** Change on the scale of the margin; positive is worse. */
  readonly worse: number;
  readonly interval: { readonly low: number; readonly high: number };
  /** Smallest changes that matter, on the same scale. */
  readonly margin: { readonly worse: number; readonly better: number };
  readonly ratio?: Estimate;
  readonly difference?: Estimate;
  /** Whether both sides gave bit-identical answers; nothing changed then, however wide the interval is. */
  readonly identical?: boolean;
  /** Why the change is not reliable yet. */
  readonly doubt?: string;
  readonly note?: string;
}

/** A cell without a counterpart of the same series. */
interface Incomparable {
  readonly kind: 'incomparable';
  readonly cell: string;
  readonly metric: string;
  readonly note: string;
}

export type Finding = Tested | Incomparable;

/** A deterministic metric that changed; no statistics needed. */
export interface ExactChange {
  readonly cell: string;
  readonly metric: 'model' | 'parameters' | 'macs' | 'nodes' | 'output' | 'predictions';
  readonly base: string | number;
  readonly head: string | number;
}

export interface Comparison {
  readonly schema: 'fastvit-bench/comparison@2';
  readonly base: string;
  readonly head: string;
  readonly margin: number;
  readonly accuracyMargin: number;
  readonly level: number;
  readonly method: string;
  readonly verdicts: readonly VerdictRecord[];
  readonly exactChanges: readonly ExactChange[];
  /** Cells that failed in the head run. */
  readonly failed: readonly { readonly cell: string; readonly reason: string }[];
  readonly counts: Readonly<Record<VerdictRecord['verdict'], number>>;
}
