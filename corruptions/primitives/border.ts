/** How samples continue beyond the border: edge aa|abc|cc, reflect ba|abc|cb (half-sample), reflect101 cb|abc|ba. */
export type Border = 'edge' | 'reflect' | 'reflect101';

/** Returns the position 0..length-1 whose sample appears at position `at`, which may lie far outside. */
export function inside(at: number, length: number, border: Border): number {
  if (at >= 0 && at < length) return at;
  if (border === 'edge') return at < 0 ? 0 : length - 1;
  if (length === 1) return 0;
  const period = border === 'reflect' ? 2 * length : 2 * length - 2;
  const within = ((at % period) + period) % period;
  if (within < length) return within;
  return border === 'reflect' ? period - 1 - within : period - within;
}

/** Fills `out` with the positions whose samples appear at -before, 1-before, ... */
export function fillInside(out: Int32Array, before: number, length: number, border: Border): void {
  for (let i = 0; i < out.length; i++) out[i] = inside(i - before, length, border);
}
