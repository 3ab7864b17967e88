/** What was predicted for one image by one model, or why the image could not be read. */
export type PredictionRow = PredictionKey & (Scores | Unreadable);

/** What a prediction is of; the same columns in every part. */
export interface PredictionKey {
  readonly model: string;
  readonly dataset: string;
  /** `none` for clean images. */
  readonly corruption: string;
  /** 1 to 5; 0 for clean images. */
  readonly severity: number;
  readonly image: string;
  /** The image's class; the first accepted one where there are several. */
  readonly label: number;
  /** Every accepted class. */
  readonly labels: readonly number[];
}

export interface Scores {
  /** Class indices, best first; fewer than five where there are fewer classes. */
  readonly top5: readonly number[];
  /** Whether the best class, or one of the five best, is accepted. */
  readonly correct: boolean;
  readonly correct5: boolean;
  /** Softmax of the best class, over the classes that a prediction is chosen among. */
  readonly confidence: number;
  /** Best logit less the second best. */
  readonly logitMargin: number;
  /** Negative log-likelihood (nats) of the accepted class that the model finds likeliest. */
  readonly nll: number;
  /** Brier score, the sum over classes of (probability - truth) squared, for the same class: 0 to 2. */
  readonly brier: number;
}

export interface Unreadable {
  /** The decoder's reason. */
  readonly error: string;
}

/** What all the rows of a part have in common. */
export interface PartContext {
  readonly seed: number;
  readonly protocol: string;
  /** JSON of what computed the rows: package versions, and each model's weights and file. */
  readonly versions: string;
}

/** Columns of a part, in order, as DuckDB types. */
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
