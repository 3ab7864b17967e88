/** Uniform numbers on [0, 1), one a call. */
export type Uniform = () => number;

/**
 * A stream of uniform numbers that depends on its key alone: FNV-1a of the key under two offsets gives two
 * words, a counter is mixed with both by the MurmurHash3 finaliser. Every value has 32 random bits.
 */
export function uniformStream(key: string): Uniform {
  const [a, b] = [hash(key, 0x811c9dc5), hash(key, 0x2f0b4c47)];
  let counter = 0;
  return () => {
    const mixed = finalise((a + Math.imul(counter++, 0x9e3779b9)) >>> 0);
    return finalise((mixed ^ b) >>> 0) / 4294967296;
  };
}

/** Indices 0 to count - 1 in an order that the stream decides (Fisher and Yates). */
export function shuffled(count: number, uniform: Uniform): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}

/** A standard normal number from two uniform ones (Box and Muller). */
export function normal(uniform: Uniform): number {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

function hash(text: string, offset: number): number {
  let h = offset;
  for (const byte of new TextEncoder().encode(text)) h = Math.imul(h ^ byte, 0x01000193);
  return h >>> 0;
}

function finalise(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
