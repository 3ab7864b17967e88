import { keyOf, mix, word } from './hash.ts';
import { poisson } from './poisson.ts';
import type { Counter, Random } from './random.ts';
import { normalAt } from './ziggurat.ts';

/**
 * Returns the random numbers of one corruption of one image: the same for the same four arguments on every machine,
 * in any order and in any process, and unrelated for any others.
 * @param imageKey identifies the image within the dataset, e.g. its path relative to the root
 * @param severity any number from 1 to 5
 */
export function keyedRandom(
  seed: number | string,
  imageKey: string,
  corruption: string,
  severity: number,
): Random & { readonly counter: Counter } {
  const [key0, key1] = keyOf(JSON.stringify([String(seed), imageKey, corruption, severity]));
  const counter: Counter = { key0, key1, next: 0 };
  const uniform = () => toUnit(word(key0, key1, counter.next++));
  return {
    counter,
    uniform,
    normal: () => normalAt(key0, key1, counter.next++),
    poisson: (mean) => poisson(mean, fineUniforms(key0, key1, counter.next++)),
    integer: (low, high) => low + Math.floor(uniform() * (high - low)),
    fillUniform(out) {
      let n = counter.next;
      for (let i = 0; i < out.length; i++) out[i] = toUnit(word(key0, key1, n++));
      counter.next = n;
    },
    fillNormal(out) {
      let n = counter.next;
      for (let i = 0; i < out.length; i++) out[i] = normalAt(key0, key1, n++);
      counter.next = n;
    },
  };
}

/** Returns the middle of the interval that a word stands for: never 0 or 1, in steps of 2^-32. */
function toUnit(bits: number): number {
  return ((bits >>> 0) + 0.5) * 2 ** -32;
}

/** Returns a separate stream of 53-bit uniforms for draw number `n`, which may need any number of them. */
function fineUniforms(key0: number, key1: number, n: number): () => number {
  const own0 = word(key0, key1, n);
  const own1 = mix(own0 ^ key1 ^ 0x5bf03635);
  let at = 0;
  return () => {
    const high = word(own0, own1, at++) >>> 5;
    const low = word(own0, own1, at++) >>> 6;
    return (high * 67108864 + low + 0.5) * 2 ** -53;
  };
}
