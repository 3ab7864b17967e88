import { seededRandom } from '../../../src/stats/index.ts';

/** Random choices of one try. The same seed gives the same choices on every machine. */
export interface Chance {
  /** A number from 0 to 1, without 1. */
  number(): number;
  /** A whole number from 0 to n - 1. */
  below(n: number): number;
  pick<T>(from: readonly T[]): T;
  /** True with this probability. */
  happens(share: number): boolean;
}

export function chanceOf(seed: string): Chance {
  const number = seededRandom(seed);
  const below = (n: number) => Math.floor(number() * n);
  return { number, below, pick: (from) => from[below(from.length)]!, happens: (share) => number() < share };
}
