import { z } from 'zod';

/** An estimate with its confidence interval. */
export const Estimate = z.object({
  value: z.number(),
  low: z.number(),
  high: z.number(),
  level: z.number().describe('confidence level, e.g. 0.95'),
  error: z
    .number()
    .optional()
    .describe(
      'of a latency: standard error of the logarithm, with (number of blocks − 1) degrees of freedom',
    ),
  method: z.string().describe('e.g. "Wilson"'),
});
export type Estimate = z.infer<typeof Estimate>;
