import type { BlockJournal, LatencyCell, ModelCost, RecordLine, RuntimeOptions } from '../results/index.ts';
import type { Runtime, RuntimeModel } from '../runtimes/index.ts';
import type { SamplingOptions } from './options.ts';
import type { GroupEstimate } from './settled.ts';

/** A cell with everything needed to measure it. */
export interface MeasuredCell {
  readonly cell: LatencyCell;
  readonly model: RuntimeModel;
  readonly runtime: Runtime;
  readonly options?: RuntimeOptions;
  /** Weights source, e.g. `seed:0`. */
  readonly weights: string;
  /** sha256 of the model file, hexadecimal. */
  readonly modelDigest: string;
  readonly fileBytes?: number;
  readonly cost?: ModelCost;
  /** Layers of the model's graph, for the profile; the nodes of the file if absent. */
  readonly layers?: readonly string[];
}

export interface MeasureOptions {
  /** Name of the group, written into its records. */
  readonly group: string;
  readonly sampling: SamplingOptions;
  /** Seeds the order of cells. */
  readonly seed: number;
  /** Time budget in milliseconds, warm-up included. Two blocks are always completed. */
  readonly budgetMs: number;
  /** Denominator of the ratios; the first cell if absent. */
  readonly baseline?: LatencyCell;
  /** Why the baseline could not be built and is not among the cells; written into their records. */
  readonly baselineFailed?: string;
  /** Keeps every block as soon as it is measured; holds those of earlier sessions, which measuring continues. */
  readonly journal?: Pick<BlockJournal, 'kept' | 'append' | 'end'>;
  /**
   * Whether the ratios answer the question, so that sampling may stop before they are precise. Asked after every
   * block, with intervals that hold at every look.
   */
  readonly isDecided?: (ratios: readonly GroupEstimate[]) => boolean;
  /** Adds time by operator and by layer to each record, from an additional block that is not timed. */
  readonly profile?: boolean;
  readonly onEvent?: (event: MeasureEvent) => void;
  /** Kills the processes; `measureGroup` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds, monotonic; `performance.now` if absent. */
  readonly clock?: () => number;
}

/** Progress of a group. */
export type MeasureEvent =
  | { readonly type: 'opened'; readonly cell: string; readonly block: number; readonly sessionMs: number }
  | { readonly type: 'warm'; readonly cell: string; readonly block: number; readonly medianMs: number }
  | { readonly type: 'round'; readonly block: number; readonly round: number; readonly rounds: number }
  | {
      readonly type: 'block';
      readonly block: number;
      /** Fraction of the budget that is used, 0..1. */
      readonly budgetUsed: number;
      /** Largest half-width of the group's ratios or medians, a fraction; absent with too few blocks. */
      readonly precision?: number;
    }
  | { readonly type: 'failed'; readonly cell: string; readonly reason: string };

/** The signature of `measureGroup`, which tests replace. */
export type MeasureGroup = (cells: readonly MeasuredCell[], options: MeasureOptions) => Promise<RecordLine[]>;
