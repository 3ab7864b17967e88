import type { Estimate, VerdictRecord } from '../../results/index.ts';

/** What `compare` asks of a difference before it gives it a name. */
export interface CompareOptions {
  /** Practical margin of a latency, a fraction: smaller differences are no regression. */
  readonly margin: number;
  /** Practical margin of an accuracy, a fraction of the images (0.005 is half a point). */
  readonly accuracyMargin: number;
  /** Chance of any false alarm in one comparison, over all of its cells. */
  readonly level: number;
  /** What a machine's anchor ratio moves by from run to run: standard deviation of its logarithm. */
  readonly between: number;
  /** Noise floor of this machine's calibration, a fraction; 0 where there is none. */
  readonly floor: number;
}

export const DEFAULTS: CompareOptions = {
  margin: 0.05,
  accuracyMargin: 0.005,
  level: 0.01,
  between: 0.02,
  floor: 0,
};

/** A cell that was measured on both sides, before the correction for all the others. */
export interface Tested {
  readonly kind: 'tested';
  readonly cell: string;
  readonly metric: string;
  /** Two-sided, of "no difference". */
  readonly p: number;
  /** Positive: worse than before. On the scale of the margin. */
  readonly worse: number;
  readonly interval: { readonly low: number; readonly high: number };
  /** Margins above and below which a difference matters, on the same scale. */
  readonly margin: { readonly worse: number; readonly better: number };
  readonly ratio?: Estimate;
  readonly difference?: Estimate;
  /** The two sides gave the same answers to the bit: nothing changed, whatever the interval says. */
  readonly identical?: boolean;
  /** Why a regression may not be called so yet. */
  readonly doubt?: string;
  readonly note?: string;
}

/** A cell that has no partner, or one of another series. */
export interface Incomparable {
  readonly kind: 'incomparable';
  readonly cell: string;
  readonly metric: string;
  readonly note: string;
}

export type Finding = Tested | Incomparable;

/** A deterministic metric that changed: exact, no statistics. */
export interface News {
  readonly cell: string;
  readonly metric: 'model' | 'parameters' | 'macs' | 'nodes' | 'output' | 'predictions';
  readonly base: string | number;
  readonly head: string | number;
}

export interface Comparison {
  readonly schema: 'fastvit-bench/comparison@1';
  readonly base: string;
  readonly head: string;
  readonly margin: number;
  readonly accuracyMargin: number;
  readonly level: number;
  readonly method: string;
  readonly verdicts: readonly VerdictRecord[];
  readonly news: readonly News[];
  /** Cells that failed in the head run. */
  readonly failed: readonly { readonly cell: string; readonly reason: string }[];
  readonly counts: Readonly<Record<VerdictRecord['verdict'], number>>;
}
