import type { Chance } from './chance.ts';

/** A copy of a file with one to four things wrong with it. */
export function mutatedBytes(bytes: Buffer, chance: Chance): Buffer {
  let result: Buffer = Buffer.from(bytes);
  for (let i = 1 + chance.below(4); i > 0; i--) result = chance.pick(MUTATIONS)(result, chance);
  return result;
}

/** Numbers at which sizes overflow, as 64 bits. */
const INTEGERS = [0n, 1n, 0x7fn, 0xffn, 0xffffn, 0x7fffffffn, 0xffffffffn, 1n << 53n, (1n << 64n) - 1n];
const NUMBERS = ['-1', '0', '1e9', '4294967296', '9007199254740993', '1e999', '0x10', '""', '[[]]', 'null'];
const TEXTS = [
  'cos\nsystem\n',
  'cposix\nsystem\n(X\x02\0\0\0lstR.',
  '\0'.repeat(64),
  '}}}}',
  '../../../../evil',
];

type Mutation = (bytes: Buffer, chance: Chance) => Buffer;

const MUTATIONS: readonly Mutation[] = [
  function truncate(bytes, chance) {
    return bytes.subarray(0, chance.below(bytes.length));
  },
  function flipBits(bytes, chance) {
    for (let i = 1 + chance.below(8); i > 0; i--) bytes[chance.below(bytes.length)]! ^= 1 << chance.below(8);
    return bytes;
  },
  function setInteger(bytes, chance) {
    const width = chance.pick([1, 2, 4, 8]);
    const value = BigInt.asUintN(8 * width, chance.pick(INTEGERS));
    const start = Math.min(chance.below(bytes.length), Math.max(0, bytes.length - width));
    for (let i = 0; i < width && start + i < bytes.length; i++)
      bytes[start + i] = Number((value >> BigInt(8 * i)) & 0xffn);
    return bytes;
  },
  function setHead(bytes, chance) {
    // The first bytes say lengths and formats.
    bytes[chance.below(Math.min(64, bytes.length))] = chance.below(256);
    return bytes;
  },
  function setTail(bytes, chance) {
    // A zip's directory, a Parquet file's metadata and a PNG's end are at the end.
    bytes[bytes.length - 1 - chance.below(Math.min(400, bytes.length))] = chance.below(256);
    return bytes;
  },
  function replaceNumber(bytes, chance) {
    const text = bytes.toString('latin1');
    const numbers = [...text.matchAll(/\d+/g)];
    if (numbers.length === 0) return bytes;
    const { index, 0: found } = chance.pick(numbers);
    const changed = text.slice(0, index) + chance.pick(NUMBERS) + text.slice(index + found.length);
    return Buffer.from(changed, 'latin1');
  },
  function insert(bytes, chance) {
    const start = chance.below(bytes.length);
    return Buffer.concat([
      bytes.subarray(0, start),
      Buffer.from(chance.pick(TEXTS), 'latin1'),
      bytes.subarray(start),
    ]);
  },
  function repeat(bytes, chance) {
    const [a, b] = [chance.below(bytes.length), chance.below(bytes.length)].sort((x, y) => x - y);
    return Buffer.concat([bytes.subarray(0, b), bytes.subarray(a)]);
  },
  function remove(bytes, chance) {
    const start = chance.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + 1 + chance.below(40))]);
  },
];
