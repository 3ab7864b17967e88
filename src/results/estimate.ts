import { z } from 'zod';

/** An estimate with its confidence interval. */
export const Estimate = z.object({
  value: z.number(),
  low: z.number(),
  high: z.number(),
  level: z.number().describe('confidence level, e.g. 0.95'),
  method: z.string().describe('e.g. "median, bootstrap over blocks"'),
});
export type Estimate = z.infer<typeof Estimate>;
