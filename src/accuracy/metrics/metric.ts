import type { AccuracyCell, AccuracyRecord, RobustnessRecord } from '../../results/index.ts';
import type { RunDatabase } from '../predictions/index.ts';
import type { SummaryContext } from './context.ts';

/** Computes one field of accuracy records from the predictions of a run: its value for each cell. */
export type CellMetric<Value> = (
  database: RunDatabase,
  context: SummaryContext,
) => Promise<(cell: AccuracyCell) => Value>;

/** The fields of an accuracy record that are metrics. */
export type CellField = Exclude<
  keyof AccuracyRecord,
  'type' | 'cell' | 'images' | 'unreadable' | 'weights' | 'modelDigest' | 'seed'
>;

/** A field of robustness records: the mean over images of a value per image, so that its interval is one over images. */
export interface ImageMetric {
  /** What it is and of which corruptions, for the record. */
  readonly about: string;
  /**
   * SQL for the value of one image: an aggregate over its corrupted predictions, with the columns `corruption`,
   * `wrong` (0 or 1), `clean_wrong` (0 or 1), and `flipped` (whether the prediction differs from the clean one).
   */
  readonly value: string;
  /** The values that an image can have: of a share 0 to `most`, of a difference −`most` to `most`. */
  readonly range: { readonly of: 'share' | 'difference'; readonly most: number };
  /** `fifteen`: the corruptions of mCE at all five severities; `clean`: predictions for the clean images. */
  readonly needs: readonly ('fifteen' | 'clean')[];
}

/** The fields of a robustness record that are metrics. */
export type RobustnessField = Exclude<
  keyof RobustnessRecord,
  'type' | 'model' | 'dataset' | 'protocol' | 'images' | 'cleanError' | 'corruptions' | 'seed'
>;
