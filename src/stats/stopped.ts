/**
 * Computes the degrees of freedom of an interval whose width ended the sampling: those of the minimum number of
 * blocks and a quarter of the later ones.
 *
 * Sampling tends to end when the spread is small by chance, so an interval with n − 1 degrees of freedom covers 91
 * to 93 % in place of 95. Stein (1945) counts the blocks of the first stage only, which is safe but wide. A quarter
 * of the later blocks keeps the level within one point in simulations with drift, bursts, two speeds and
 * autocorrelation.
 */
export function stoppedDegreesOfFreedom(blocks: number, minBlocks: number): number {
  const counted = minBlocks + (blocks - minBlocks) / 4;
  return Math.max(1, Math.min(blocks, Math.round(counted)) - 1);
}
