/** A source of independent uniform numbers on [0, 1); functions that draw take it as an argument. */
export type Uniform = () => number;

/**
 * Creates a seeded generator: sfc32 of Doty-Humphrey's PractRand (128 bits of state, period about 2^127, 32 random
 * bits per draw). FNV-1a of the seed's text and twelve rounds fill the state, so that seeds that differ in one
 * character give unrelated streams.
 */
export function seededRandom(seed: number | string): Uniform {
  let a = fnv1a(`${seed}`);
  let b = fnv1a(`${seed}/b`);
  let c = fnv1a(`${seed}/c`);
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

/** Draws from the standard normal distribution (Box and Muller 1958, the cosine of the pair). */
export function normalDraw(random: Uniform): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Copies items in random order (Fisher–Yates). */
export function shuffled<T>(items: readonly T[], random: Uniform): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash | 0;
}
