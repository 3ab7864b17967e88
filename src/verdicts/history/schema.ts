import { z } from 'zod';
import { currentSchema, type FileKind, type JsonObject } from '../../results/index.ts';

/**
 * History files are merged by git line by line, so one file may hold lines of several versions: an upgrade has to
 * leave lines of its own version and of later ones unchanged.
 */
export const HISTORY: FileKind = { name: 'fastvit-bench/history', upgrades: [renameMeanError] };
export const HISTORY_SCHEMA = currentSchema(HISTORY);

/** Version 2 does not name the mean error of any corruptions like mCE, the mean corruption error of ImageNet-C's fifteen. */
function renameMeanError(line: JsonObject): JsonObject {
  return line.metric === 'mean corruption error' ? { ...line, metric: 'mean error under corruption' } : line;
}

/** First line of a history file: what its points have in common. */
export const HistoryHeader = z.object({
  schema: z.literal(HISTORY_SCHEMA),
  series: z.string().describe('identity of the cell'),
  metric: z.enum(['latency over anchor', 'top1', 'mean error under corruption']),
  unit: z.enum(['ratio', 'fraction']),
  environment: z
    .array(z.tuple([z.string(), z.string()]))
    .describe('machine and versions; of a mean error, the corruptions, severities and seed instead'),
  modelDigest: z.string(),
});
export type HistoryHeader = z.infer<typeof HistoryHeader>;

/** Every further line: one run. */
export const HistoryPoint = z.object({
  run: z.string().describe('id of the run'),
  at: z.string().describe('start of the run, ISO 8601'),
  value: z.number(),
  low: z.number(),
  high: z.number(),
  error: z.number().nonnegative().describe('standard error of the logarithm; 0 for deterministic metrics'),
  anchorMs: z.number().positive().optional().describe("the anchor's own time; not in files of 0.1.0"),
  noisy: z.boolean().default(false).describe('the machine was noisy'),
  confirms: z
    .string()
    .optional()
    .describe('id of the run whose doubtful value this point confirms or refutes'),
  commit: z.string().optional(),
});
export type HistoryPoint = z.infer<typeof HistoryPoint>;

/** A series read from disk. */
export interface Series {
  readonly path: string;
  readonly header: HistoryHeader;
  /** In the order of time, one per run. */
  readonly points: readonly HistoryPoint[];
  /** Lines that could not be read, one sentence each. */
  readonly problems: readonly string[];
}
