/** The prediction of one model for one image, or why the image could not be read. */
export type PredictionRow = PredictionKey & (Scores | Unreadable);

/** Identifies a prediction. */
export interface PredictionKey {
  readonly model: string;
  readonly dataset: string;
  /** `none` for clean images. */
  readonly corruption: string;
  /** 1 to 5; 0 for clean images. */
  readonly severity: number;
  readonly image: string;
  /** The class of the image; the first accepted one if there are several. */
  readonly label: number;
  /** All accepted classes. */
  readonly labels: readonly number[];
}

export interface Scores {
  /** Class indices, best first; fewer than five if there are fewer classes. */
  readonly top5: readonly number[];
  /** Whether the best class is accepted. */
  readonly correct: boolean;
  /** Whether one of the five best classes is accepted. */
  readonly correct5: boolean;
  /** Softmax probability of the best class, over the classes that predictions are limited to. */
  readonly confidence: number;
  /** Best logit minus second best. */
  readonly logitMargin: number;
  /** Negative log-likelihood, in nats, of the most likely accepted class. */
  readonly nll: number;
  /** Brier score for the same class: the sum over classes of (probability - truth) squared, 0 to 2. */
  readonly brier: number;
}

export interface Unreadable {
  /** The decoder's message. */
  readonly error: string;
}

/** What all rows of a part have in common. */
export interface PartContext {
  readonly seed: number;
  readonly protocol: string;
  /** JSON of what computed the rows: package versions, and the weights and file of each model. */
  readonly versions: string;
}

/** Columns of a part, in order, with their DuckDB types. */
export const COLUMNS = {
  image: 'VARCHAR',
  label: 'INTEGER',
  labels: 'INTEGER[]',
  top5: 'INTEGER[]',
  correct: 'BOOLEAN',
  correct5: 'BOOLEAN',
  confidence: 'DOUBLE',
  logit_margin: 'DOUBLE',
  nll: 'DOUBLE',
  brier: 'DOUBLE',
  model: 'VARCHAR',
  dataset: 'VARCHAR',
  corruption: 'VARCHAR',
  severity: 'INTEGER',
  seed: 'BIGINT',
  protocol: 'VARCHAR',
  versions: 'VARCHAR',
  error: 'VARCHAR',
} as const;

/** Values of the columns; absent ones are NULL. */
export type ColumnValues = { readonly [Column in keyof typeof COLUMNS]?: Value<(typeof COLUMNS)[Column]> };

type Value<Type> = Type extends 'VARCHAR'
  ? string
  : Type extends 'INTEGER[]'
    ? readonly number[]
    : Type extends 'BOOLEAN'
      ? boolean
      : number;

/** Returns the values of a row by column; scores are NULL for an unreadable image, and the error for others. */
export function columnValues(row: PredictionRow, context: PartContext): ColumnValues {
  if ('error' in row) return { ...row, ...context };
  const { logitMargin, ...same } = row;
  return { ...same, ...context, logit_margin: logitMargin };
}
