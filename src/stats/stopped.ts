/**
 * Degrees of freedom where precision ends the sampling. It tends to end when the spread is small by chance, so
 * an interval that ignores this covers 91 to 93 % instead of 95. Stein (1945) counts the blocks of the first
 * stage alone, which is safe and wide; a quarter of the later blocks counted keeps the level within a point
 * in simulations with drift, bursts, two speeds and autocorrelation, at hardly more blocks.
 */
export function stoppedDegreesOfFreedom(blocks: number, minBlocks: number): number {
  const counted = minBlocks + (blocks - minBlocks) / 4;
  return Math.max(1, Math.min(blocks, Math.round(counted)) - 1);
}
