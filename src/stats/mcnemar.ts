import { binomialCdf } from './binomial.ts';

/**
 * Two-sided p-value of McNemar's test for paired yes/no outcomes: `onlyFirst` and `onlySecond` count the
 * pairs in which one alone is right. The mid-p form of the exact binomial test (Fagerland, Lydersen and Laake
 * 2013), which is neither conservative like the exact one nor approximate like the χ² one.
 */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  const discordant = onlyFirst + onlySecond;
  if (discordant === 0) return 1;
  const fewer = Math.min(onlyFirst, onlySecond);
  const atMost = binomialCdf(fewer, discordant, 0.5);
  const below = binomialCdf(fewer - 1, discordant, 0.5);
  return Math.min(1, atMost + below);
}
