import type { Random } from '../../corruptions/primitives/random.ts';

/** h(n) of the reference data: 32 bits, unsigned. */
function hash(n: number): number {
  let h = (n + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Returns the first `count` uniforms of a numbered stream. */
export function uniformStream(stream: number, count: number): Float64Array {
  const shift = stream * 1000003;
  return Float64Array.from({ length: count }, (_, i) => (hash((i + shift) | 0) + 0.5) / 2 ** 32);
}

/** Returns the first `count` normals of a numbered stream, which also uses the next stream. */
export function normalStream(stream: number, count: number): Float64Array {
  const a = uniformStream(stream, count);
  const b = uniformStream(stream + 1, count);
  return a.map((u, i) => Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * b[i]!));
}

/** Replays the given random numbers in order; drawing more of them is an error. */
export function replay(given: {
  uniforms?: readonly Float64Array[];
  normals?: readonly Float64Array[];
}): Random {
  const uniforms = reader('uniforms', given.uniforms ?? []);
  const normals = reader('normals', given.normals ?? []);
  return {
    uniform: uniforms,
    normal: normals,
    poisson: () => {
      throw new Error('there are no Poisson numbers to replay');
    },
    integer: (low, high) => low + Math.floor(uniforms() * (high - low)),
    fillUniform: (out) => {
      for (let i = 0; i < out.length; i++) out[i] = uniforms();
    },
    fillNormal: (out) => {
      for (let i = 0; i < out.length; i++) out[i] = normals();
    },
  };
}

function reader(what: string, parts: readonly Float64Array[]): () => number {
  let [part, at] = [0, 0];
  return () => {
    while (part < parts.length && at >= parts[part]!.length) [part, at] = [part + 1, 0];
    const value = parts[part]?.[at++];
    if (value === undefined) throw new Error(`more ${what} were drawn than given`);
    return value;
  };
}
