/**
 * Returns the n-th word of the stream (key0, key1): 32 bits as a signed integer.
 * Two rounds of a 32-bit mixer (xor-shift and multiply, constants of bias 0.17 found by C. Wellons'
 * hash-prospector) with a key word before each: streams of different keys are different permutations.
 */
export function word(key0: number, key1: number, n: number): number {
  return mix(mix((n + key0) | 0) ^ key1);
}

/** Mixes 32 bits: a bijection in which every input bit flips every output bit with probability near one half. */
export function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}

/** Derives two 32-bit words from a text; every character changes both. */
export function keyOf(text: string): [number, number] {
  let a = 0x243f6a88;
  let b = 0x85a308d3;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = mix(a ^ code) + b;
    b = mix(b + code) ^ a;
  }
  a = mix(a ^ text.length);
  b = mix(b ^ a);
  return [a | 0, b | 0];
}
