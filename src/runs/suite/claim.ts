import { z } from 'zod';
import type { ClaimRecord, NoiseFloors, RecordLine } from '../../results/index.ts';
import { BOUNDS, within } from '../../text/index.ts';

const Side = z.strictObject({ model: z.string(), resolution: within(z.number(), BOUNDS.pixels) });

/** A published claim about latency. */
export const Claim = z.strictObject({
  id: z.string(),
  claim: z.string().describe('the claim in one sentence'),
  source: z.string().describe('paper and place in it, e.g. "FastViT, table 1"'),
  metric: z.string().default('latency ratio').describe('the published quantity and its device'),
  published: within(z.number(), BOUNDS.ratio).describe(
    'published latency of "slower" divided by that of "faster"; at least 1',
  ),
  rounding: within(z.number(), BOUNDS.share)
    .default(0.03)
    .describe('uncertainty of the published ratio from rounding, as a fraction'),
  slower: Side.optional().describe('absent if the suite has no such model'),
  faster: Side.optional(),
  note: z.string().optional(),
});
export type Claim = z.infer<typeof Claim>;
export type ClaimSide = z.infer<typeof Side>;

/**
 * Judges claims by what was measured; implemented in `verdicts/claims`.
 *
 * @param floors noise floors of this machine from its calibration
 */
export type JudgeClaims = (
  claims: readonly Claim[],
  records: readonly RecordLine[],
  floors: NoiseFloors,
) => ClaimRecord[];
