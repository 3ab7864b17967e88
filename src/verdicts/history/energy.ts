/**
 * Finds the most likely change point of a sequence: the split that maximises the scaled energy distance between the
 * values before and after it (E-divisive of Matteson and James 2014, equation 7, with exponent 1).
 *
 * @param values in the order of time
 * @param least minimum number of values on either side
 * @returns index of the first value after the split; undefined if the sequence is too short
 */
export function bestSplit(values: readonly number[], least = 2): number | undefined {
  const n = values.length;
  if (n < 2 * least) return undefined;
  let before = 0; // sum of distances within the first part
  let after = 0;
  let across = 0;
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) after += Math.abs(values[i]! - values[j]!);
  let best: number | undefined;
  let highest = Number.NEGATIVE_INFINITY;
  for (let split = 1; split <= n - least; split++) {
    // The value at split - 1 crosses from the second part to the first.
    const moved = values[split - 1]!;
    let toFirst = 0;
    let toSecond = 0;
    for (let i = 0; i < split - 1; i++) toFirst += Math.abs(moved - values[i]!);
    for (let i = split; i < n; i++) toSecond += Math.abs(moved - values[i]!);
    before += toFirst;
    after -= toSecond;
    across += toSecond - toFirst;
    if (split < least) continue;
    const [a, b] = [split, n - split];
    const energy = (2 * across) / (a * b) - (2 * before) / (a * (a - 1)) - (2 * after) / (b * (b - 1));
    const scaled = ((a * b) / (a + b)) * energy;
    if (scaled > highest) {
      highest = scaled;
      best = split;
    }
  }
  return best;
}
