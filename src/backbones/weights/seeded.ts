import { elements, type TensorReader } from '../graph/index.ts';

/**
 * Returns random weights by a seeded recipe: a name, a shape, a seed and one integer per batch norm determine
 * every value, so models can be timed and compared without any file. Hash: FNV-1a of "seed/name", then the
 * MurmurHash3 finaliser of a counter. Values depend on nothing else, at any resolution.
 *
 * @param exponents one integer per batch norm, by its name (`models` has them); its statistics are scaled by
 *   2^e and 4^e, so that activations neither explode nor vanish. Default: 0.
 */
export function seededWeights(
  seed: string,
  exponents: ReadonlyMap<string, number> = new Map(),
): TensorReader {
  return (name, parameter) => {
    const norm = name.slice(0, Math.max(name.lastIndexOf('.'), 0));
    return seededTensor(name, parameter.shape, seed, exponents.get(norm) ?? 0);
  };
}

type Kind = 'counter' | 'running_mean' | 'running_var' | 'pos' | 'weight' | 'norm_weight' | 'bias' | 'gamma';

/** The float32 values of one tensor, in C order; `exponent` affects running statistics only. */
export function seededTensor(
  name: string,
  shape: readonly number[],
  seed: string,
  exponent = 0,
): Float32Array {
  const [scale, offset] = distribution(kindOf(name, shape), shape, exponent);
  return uniforms(`${seed}/${name}`, elements(shape), scale, offset);
}

/** Returns the input for which the goldens were computed: uniform on [-1, 1), [N, 3, H, W] in C order. */
export function seededInput(shape: readonly number[], seed: string): Float32Array {
  return uniforms(`${seed}/input`, elements(shape), 2, -1);
}

function kindOf(name: string, shape: readonly number[]): Kind {
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (last === 'num_batches_tracked') return 'counter';
  if (last === 'running_mean' || last === 'running_var') return last;
  if (last.startsWith('relative_pos')) return 'pos';
  if (last === 'weight') return shape.length >= 2 ? 'weight' : 'norm_weight';
  return last === 'bias' ? 'bias' : 'gamma';
}

/** Factor and offset of u in the value of an element. */
function distribution(
  kind: Kind,
  shape: readonly number[],
  exponent: number,
): [scale: number, offset: number] {
  switch (kind) {
    case 'weight': {
      const bound = Math.sqrt(3 / elements(shape.slice(1)));
      return [2 * bound, -bound];
    }
    case 'bias':
      return [0.2, -0.1];
    case 'norm_weight':
      return [0.4, 0.8];
    case 'running_mean':
      return [0.2 * 2 ** exponent, -0.1 * 2 ** exponent];
    case 'running_var':
      return [0.8 * 4 ** exponent, 0.6 * 4 ** exponent];
    case 'gamma':
      return [0.4, 0.3];
    case 'pos':
      return [0.4, -0.2];
    case 'counter':
      return [0, 0];
  }
}

/** scale * u + offset for u(0), u(1), ... of a key. */
function uniforms(key: string, count: number, scale: number, offset: number): Float32Array {
  const start = fnv1a32(key);
  const values = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const u = fmix32((start + Math.imul(i, 0x9e3779b9)) >>> 0) / 4294967296;
    values[i] = scale * u + offset;
  }
  return values;
}

/** FNV-1a, 32 bits, of the UTF-8 form. */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The finaliser of MurmurHash3, 32 bits. */
export function fmix32(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
