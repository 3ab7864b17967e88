import type { BlockJournal, LatencyCell, ModelCost, RecordLine, RuntimeOptions } from '../results/index.ts';
import type { Runtime, RuntimeModel } from '../runtimes/index.ts';
import type { SamplingOptions } from './options.ts';

/** A cell and what is needed to measure it. */
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
  /** Names of the layers of the model's graph, for the profile; those of the file's nodes if absent. */
  readonly layers?: readonly string[];
}

export interface MeasureOptions {
  /** Name of the group in its records. */
  readonly group: string;
  readonly sampling: SamplingOptions;
  /** Seeds the order of cells and the bootstrap. */
  readonly seed: number;
  /** Milliseconds this group may take, warm-up included. Two blocks are always finished. */
  readonly budgetMs: number;
  /** The cell that ratios are to; the first cell if absent. */
  readonly baseline?: LatencyCell;
  /** Why the baseline is not among the cells: it could not be made. Their records say it. */
  readonly baselineFailed?: string;
  /** Keeps every block as soon as it is measured; holds those of earlier sessions, which measuring continues. */
  readonly journal?: Pick<BlockJournal, 'kept' | 'append' | 'end'>;
  /** Adds time by operator and by layer to each record (one more block, not timed). */
  readonly profile?: boolean;
  readonly onEvent?: (event: MeasureEvent) => void;
  /** Ends the measuring: processes are killed and `measureGroup` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds, monotonic; `performance.now` if absent. */
  readonly clock?: () => number;
}

/** What a progress display can show. */
export type MeasureEvent =
  | { readonly type: 'opened'; readonly cell: string; readonly block: number; readonly sessionMs: number }
  | { readonly type: 'warm'; readonly cell: string; readonly block: number; readonly medianMs: number }
  | { readonly type: 'round'; readonly block: number; readonly round: number; readonly rounds: number }
  | {
      readonly type: 'block';
      readonly block: number;
      /** Fraction of the budget that is gone, 0..1. */
      readonly budgetUsed: number;
      /** Widest half-width of the group's ratio intervals, a fraction; absent with fewer than two blocks. */
      readonly precision?: number;
    }
  | { readonly type: 'failed'; readonly cell: string; readonly reason: string };

/** The signature of `measureGroup`, for those who take it as an argument. */
export type MeasureGroup = (cells: readonly MeasuredCell[], options: MeasureOptions) => Promise<RecordLine[]>;
