/**
 * Adjusts p-values for a family of tests by Holm's step-down procedure (Holm 1979), valid under any dependence:
 * tests whose adjusted value is at most the level have at most that probability of any false alarm. Keeps the
 * order.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let running = 0;
  order.forEach((index, rank) => {
    running = Math.max(running, Math.min(1, pValues[index]! * (pValues.length - rank)));
    adjusted[index] = running;
  });
  return adjusted;
}
