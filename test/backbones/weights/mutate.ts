/** Numbers between 0 and 1 from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A copy of a file with one to four things wrong with it; the same for the same random numbers. */
export function mutated(bytes: Buffer, random: () => number): Buffer {
  let result: Buffer = Buffer.from(bytes);
  for (let i = 1 + Math.floor(random() * 4); i > 0; i--) {
    const mutation = MUTATIONS[Math.floor(random() * MUTATIONS.length)]!;
    result = mutation(result, random);
  }
  return result;
}

const HOSTILE_INTEGERS = [
  0n,
  1n,
  0x7fn,
  0xffn,
  0xffffn,
  0x7fffffffn,
  0xffffffffn,
  1n << 53n,
  (1n << 64n) - 1n,
];
const HOSTILE_NUMBERS = [
  '-1',
  '0',
  '1e9',
  '4294967296',
  '9007199254740993',
  '1e999',
  '0x10',
  '""',
  '[[]]',
  'null',
];
const HOSTILE_TEXTS = [
  'cos\nsystem\n',
  'cposix\nsystem\n(X\x02\0\0\0lstR.',
  '\0'.repeat(64),
  '}}}}',
  '../../../../evil',
];

type Mutation = (bytes: Buffer, random: () => number) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  function truncate(bytes, random) {
    return bytes.subarray(0, Math.floor(random() * bytes.length));
  },
  function flipBits(bytes, random) {
    for (let i = 1 + random() * 8; i > 0; i--) bytes[at(bytes, random)]! ^= 1 << (random() * 8);
    return bytes;
  },
  function setInteger(bytes, random) {
    const width = [1, 2, 4, 8][Math.floor(random() * 4)]!;
    const value = BigInt.asUintN(8 * width, pick(HOSTILE_INTEGERS, random));
    const start = Math.min(at(bytes, random), Math.max(0, bytes.length - width));
    for (let i = 0; i < width && start + i < bytes.length; i++)
      bytes[start + i] = Number((value >> BigInt(8 * i)) & 0xffn);
    return bytes;
  },
  function setHead(bytes, random) {
    // The first bytes say lengths and formats.
    bytes[Math.floor(random() * Math.min(64, bytes.length))] = random() * 256;
    return bytes;
  },
  function setTail(bytes, random) {
    // A zip's directory is at its end.
    bytes[bytes.length - 1 - Math.floor(random() * Math.min(400, bytes.length))] = random() * 256;
    return bytes;
  },
  function replaceNumber(bytes, random) {
    const text = bytes.toString('latin1');
    const numbers = [...text.matchAll(/\d+/g)];
    if (numbers.length === 0) return bytes;
    const { index, 0: found } = pick(numbers, random);
    const changed = text.slice(0, index) + pick(HOSTILE_NUMBERS, random) + text.slice(index + found.length);
    return Buffer.from(changed, 'latin1');
  },
  function insert(bytes, random) {
    const start = at(bytes, random);
    return Buffer.concat([
      bytes.subarray(0, start),
      Buffer.from(pick(HOSTILE_TEXTS, random), 'latin1'),
      bytes.subarray(start),
    ]);
  },
  function repeat(bytes, random) {
    const [a, b] = [at(bytes, random), at(bytes, random)].sort((x, y) => x - y) as [number, number];
    return Buffer.concat([bytes.subarray(0, b), bytes.subarray(a)]);
  },
  function remove(bytes, random) {
    const start = at(bytes, random);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1 + Math.floor(random() * 40))]);
  },
];

function at(bytes: Buffer, random: () => number): number {
  return Math.floor(random() * bytes.length);
}

function pick<T>(values: readonly T[], random: () => number): T {
  return values[Math.floor(random() * values.length)]!;
}
