/** Computes the arithmetic mean. @throws RangeError for no values */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values to take a mean of');
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Computes the unbiased sample variance (divisor n − 1). @throws RangeError for fewer than two values */
export function variance(values: readonly number[]): number {
  if (values.length < 2) throw new RangeError('a variance needs two values');
  const centre = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - centre) ** 2;
  return sum / (values.length - 1);
}
