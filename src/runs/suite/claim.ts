import { z } from 'zod';
import type { ClaimRecord, RecordLine } from '../../results/index.ts';

const Side = z.strictObject({ model: z.string(), resolution: z.number().int().positive() });

/** A published statement about latency, as data. */
export const Claim = z.strictObject({
  id: z.string(),
  claim: z.string().describe('in one sentence'),
  source: z.string().describe('paper and place, e.g. "FastViT, table 1"'),
  metric: z.string().default('latency ratio').describe('what was published, and on which device'),
  published: z
    .number()
    .min(1)
    .describe('latency of the slower over that of the faster, 1 or more: swap the two where it is less'),
  rounding: z
    .number()
    .nonnegative()
    .default(0.03)
    .describe('how far rounded published latencies leave the ratio open, a fraction'),
  slower: Side.optional().describe('absent where this suite has no such model'),
  faster: Side.optional(),
  note: z.string().optional(),
});
export type Claim = z.infer<typeof Claim>;
export type ClaimSide = z.infer<typeof Side>;

/**
 * Judges claims by what was measured; `verdicts/claims` has the one that runs use.
 *
 * @param floor fraction, from the calibration of this machine; 0 if there is none
 */
export type JudgeClaims = (
  claims: readonly Claim[],
  records: readonly RecordLine[],
  floor: number,
) => ClaimRecord[];
