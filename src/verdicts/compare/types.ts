import type { Estimate, NoiseFloors, VerdictRecord } from '../../results/index.ts';

/** Thresholds of a comparison. */
export interface CompareOptions {
  /** Smallest change of a latency that matters, a fraction. */
  readonly margin: number;
  /** Smallest change of an accuracy that matters, a fraction of the images (0.005 is half a point). */
  readonly accuracyMargin: number;
  /** Probability of any false alarm among all cells of a comparison. */
  readonly level: number;
  /** Standard deviation, between runs on one machine, of the logarithm of a cell's ratio to the anchor: assumed, or given. */
  readonly between: number;
  /** Estimates it instead, for a machine and runs some days apart. */
  readonly betweenOf?: (environment: readonly (readonly [string, string])[], days: number) => Between;
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

/** How much an unchanged cell differs between two runs of one machine, beyond the errors within the runs. */
export interface Between {
  /** Standard deviation of the logarithm. */
  readonly sd: number;
  /** Degrees of freedom of its estimate; Infinity if it is taken for granted. */
  readonly freedom: number;
  /** Nights that it was estimated from; 0 if it is assumed, absent if the caller gave it. */
  readonly nights?: number;
}

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
  /** What the test assumes of separate runs. */
  readonly between?: Between;
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
  /**
   * What the level depends on, in a comparison of separate runs: how they differ, the largest over their machines.
   * `narrowest` is the half-width of the interval of a cell that was measured without any error within the runs.
   */
  readonly between?: { readonly sd: number; readonly nights?: number; readonly narrowest: number };
  readonly verdicts: readonly VerdictRecord[];
  readonly exactChanges: readonly ExactChange[];
  /** Cells that failed in the head run. */
  readonly failed: readonly { readonly cell: string; readonly reason: string }[];
  readonly counts: Readonly<Record<VerdictRecord['verdict'], number>>;
}
