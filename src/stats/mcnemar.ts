import { binomialCdf } from './binomial.ts';

/**
 * Computes the two-sided p-value of McNemar's exact test for paired yes/no outcomes: under the null hypothesis, a
 * discordant pair favours either side with probability 1/2 (McNemar 1947, in its binomial form).
 *
 * @param onlyFirst pairs in which only the first is right
 * @param onlySecond pairs in which only the second is right
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): number {
  const discordant = onlyFirst + onlySecond;
  if (discordant === 0) return 1;
  return Math.min(1, 2 * binomialCdf(Math.min(onlyFirst, onlySecond), discordant, 0.5));
}
