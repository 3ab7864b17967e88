import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSafetensors, writeSafetensors } from '../../../src/backbones/weights/index.ts';
import { quoted } from '../../../src/text/index.ts';
import { float32Bytes, safetensorsBytes } from './safetensors-bytes.ts';
import { temporaryFolder } from './temporary.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/checkpoints');
const folder = temporaryFolder();

function open(header: string | object, data?: Uint8Array, length?: bigint) {
  return openSafetensors(folder.write('case.safetensors', safetensorsBytes(header, data, length)));
}

describe('a quoted name', () => {
  it.each([
    ['stem.0.weight', '"stem.0.weight"'],
    ['a'.repeat(80), `"${'a'.repeat(80)}"`],
    ['a'.repeat(81), `"${'a'.repeat(77)}..."`],
    ['\0'.repeat(80), `"${'\\u0000'.repeat(12)}..."`],
    ['a"\u202eb', '"a\\"\\u202eb"'],
  ])('is escaped, and cut after that: %j', (text, expected) => expect(quoted(text)).toBe(expected));
});

describe('reading safetensors', () => {
  it('reads what the specification describes', () => {
    const source = open(
      {
        __metadata__: { format: 'pt' },
        b: { dtype: 'F32', shape: [2, 1], data_offsets: [4, 12] },
        a: { dtype: 'F32', shape: [], data_offsets: [0, 4] },
      },
      float32Bytes([0.5, -1, 3]),
    );
    expect([...source.names()]).toEqual(['b', 'a']);
    expect(source.info('b')).toMatchObject({ shape: [2, 1], dtype: 'F32' });
    expect(source.read('a')).toEqual(Float32Array.of(0.5));
    expect(source.read('b')).toEqual(Float32Array.of(-1, 3));
    expect(source.metadata).toEqual(new Map([['format', 'pt']]));
    expect(source.has('c')).toBe(false);
    source.close();
    source.close();
    expect(() => source.read('a')).toThrow('was closed');
  });

  it.each([
    [
      'F64',
      Float64Array.of(0.1, -2, Number.POSITIVE_INFINITY),
      [Math.fround(0.1), -2, Number.POSITIVE_INFINITY],
    ],
    ['I64', BigInt64Array.of(7n, -1n), [7, -1]],
    ['I32', Int32Array.of(-3, 2 ** 31 - 1), [-3, 2 ** 31]],
    ['I16', Int16Array.of(-300), [-300]],
    // 1, the smallest subnormal, the largest subnormal, -2, the largest, -infinity, -0
    [
      'F16',
      Uint16Array.of(0x3c00, 1, 0x3ff, 0xc000, 0x7bff, 0xfc00, 0x8000),
      [1, 2 ** -24, 1023 * 2 ** -24, -2, 65504, Number.NEGATIVE_INFINITY, -0],
    ],
    ['BF16', Uint16Array.of(0x3f80, 0xc040, 0x7f7f), [1, -3, 255 * 2 ** 120]],
  ])('converts %s', (dtype, values, expected) => {
    const data = Buffer.from(values.buffer);
    const source = open({ x: { dtype, shape: [values.length], data_offsets: [0, data.length] } }, data);
    expect([...source.read('x')]).toEqual(expected);
  });

  it.each(['I8', 'U8', 'BOOL'])('lists %s but does not read it as weights', (dtype) => {
    const source = open({ x: { dtype, shape: [2], data_offsets: [0, 2] } }, Buffer.of(1, 2));
    expect(source.info('x')).toMatchObject({ dtype, shape: [2] });
    expect(() => source.read('x')).toThrow(`of type ${dtype} cannot be read as weights`);
  });

  it('keeps a not-a-number of half precision', () => {
    const source = open({ x: { dtype: 'F16', shape: [1], data_offsets: [0, 2] } }, Buffer.of(0x01, 0x7e));
    expect(source.read('x')).toEqual(Float32Array.of(Number.NaN));
  });

  it('converts more elements than fit into the buffer', () => {
    const count = (1 << 19) + 3;
    const data = Uint16Array.from({ length: count }, (_, i) => i & 0x3fff);
    const source = open(
      { x: { dtype: 'BF16', shape: [count], data_offsets: [0, 2 * count] } },
      new Uint8Array(data.buffer),
    );
    const values = source.read('x');
    const bits = new Uint32Array(values.buffer);
    expect(bits.every((word, i) => word === (i & 0x3fff) << 16)).toBe(true);
    expect(bits.length).toBe(count);
  });

  it('reads the file of the reference writer', () => {
    const source = openSafetensors(join(FIXTURES, 'torch.safetensors'));
    const expected = JSON.parse(readFileSync(join(FIXTURES, 'expected.json'), 'utf8')) as Record<
      string,
      { shape: number[]; values: number[] }
    >;
    expect(source.metadata.get('note')).toBe('ä\n"x"');
    expect([...source.names()].sort()).toEqual(Object.keys(expected).sort());
    for (const [name, { shape, values }] of Object.entries(expected)) {
      expect(source.info(name).shape, name).toEqual(shape);
      if (name !== 'bytes' && name !== 'flags') expect([...source.read(name)], name).toEqual(values);
    }
  });

  const entry = (fields: object) => ({ x: { dtype: 'F32', shape: [1], data_offsets: [0, 4], ...fields } });
  it.each([
    ['a header longer than the file', entry({}), 4, 1000n, 'truncated'],
    ['a header of 2^63 bytes', entry({}), 4, 1n << 63n, 'truncated'],
    ['a header that ends too early', entry({}), 4, 20n, 'not a safetensors file'],
    [
      'it overlaps another tensor',
      { ...entry({}), y: { dtype: 'F32', shape: [1], data_offsets: [2, 6] } },
      6,
      undefined,
      'it overlaps another tensor',
    ],
    [
      'there is a gap before it',
      { ...entry({}), y: { dtype: 'F32', shape: [1], data_offsets: [8, 12] } },
      12,
      undefined,
      'there is a gap before it',
    ],
    ['bytes after the last tensor', entry({}), 5, undefined, '1 bytes after the last tensor'],
    [
      'an offset out of the file',
      entry({ shape: [9], data_offsets: [0, 36] }),
      4,
      undefined,
      'but the file holds',
    ],
    ['offsets the wrong way round', entry({ data_offsets: [4, 0] }), 4, undefined, 'but the file holds'],
    ['a shape that does not fit', entry({ shape: [2] }), 4, undefined, 'does not fit its 4 bytes'],
    ['an absurd shape', entry({ shape: [2 ** 40, 2 ** 40] }), 4, undefined, 'does not fit'],
    ['a negative axis', entry({ shape: [-1] }), 4, undefined, 'non-negative integer'],
    ['a fractional axis', entry({ shape: [1.5] }), 4, undefined, 'expected '],
    ['too many axes', entry({ shape: Array(17).fill(1) }), 4, undefined, 'more than 16'],
    ['an unknown type', entry({ dtype: 'F8_E4M3' }), 4, undefined, '"F8_E4M3"; known types'],
    ['an unknown field', entry({ offset: 1 }), 4, undefined, 'unknown or repeated field "offset"'],
    ['a missing field', { x: { dtype: 'F32', shape: [1] } }, 4, undefined, 'lacks'],
    ['metadata that is not a string', { __metadata__: { a: 1 }, ...entry({}) }, 4, undefined, 'expected '],
    [
      'a repeated name',
      '{"x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"x":{}}',
      0,
      undefined,
      'twice',
    ],
    ['a list', '[]', 0, undefined, 'does not begin'],
    ['text after the header', '{} {}', 0, undefined, 'something follows'],
    ['a deep header', `{"x":${'['.repeat(5000)}`, 0, undefined, 'expected '],
    [
      'a name that is not UTF-8',
      Buffer.from('{"\xff":{}}', 'latin1').toString('latin1'),
      0,
      undefined,
      'lacks',
    ],
  ])('refuses %s', (_, header, bytes, length, message) => {
    expect(() => open(header, new Uint8Array(bytes), length)).toThrow(
      expect.objectContaining({ name: 'UserError', message: expect.stringContaining(message) }),
    );
  });

  it('refuses bytes that are not UTF-8', () => {
    const bytes = safetensorsBytes('{"?":{}}');
    bytes[10] = 0xff;
    expect(() => openSafetensors(folder.write('utf8.safetensors', bytes))).toThrow('valid UTF-8');
  });

  it('names a missing file, and a folder', () => {
    expect(() => openSafetensors('/none.safetensors')).toThrow('/none.safetensors: no such weights file');
    expect(() => openSafetensors(folder.path)).toThrow('is a folder; name the weights file itself');
    expect(() => openSafetensors(folder.write('short', 'abc'))).toThrow('only 3 bytes');
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n';
    expect(() => openSafetensors(folder.write('pointer.safetensors', pointer))).toThrow(
      'is a Git LFS pointer, not the file itself; run git lfs pull',
    );
  });
});

describe('writing safetensors', () => {
  it('round-trips any names, shapes and values', () => {
    const tensor = fc
      .array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 })
      .chain((shape) =>
        fc.float32Array({ minLength: size(shape), maxLength: size(shape) }).map((data) => ({ shape, data })),
      );
    const model = fc.uniqueArray(fc.tuple(fc.string({ unit: 'binary' }), tensor), {
      selector: ([name]) => name,
      maxLength: 6,
    });
    const path = join(folder.path, 'written.safetensors');
    fc.assert(
      fc.property(model, (list) => {
        const tensors = new Map(list.filter(([name]) => name !== '__metadata__'));
        writeSafetensors(path, sourceOf(tensors), { tool: 'test "1"' });
        const source = openSafetensors(path);
        expect(source.metadata.get('tool')).toBe('test "1"');
        expect(new Set(source.names())).toEqual(new Set(tensors.keys()));
        for (const [name, { shape, data }] of tensors) {
          expect(source.info(name).shape).toEqual(shape);
          expect(source.read(name)).toEqual(data);
        }
        source.close();
      }),
      { numRuns: 30, seed: 4 },
    );
  });

  it('writes a header of a multiple of eight bytes, and the same bytes for the same weights', () => {
    const path = join(folder.path, 'same.safetensors');
    const a = { shape: [1], data: Float32Array.of(1) };
    const b = { shape: [1], data: Float32Array.of(2) };
    writeSafetensors(
      path,
      sourceOf(
        new Map([
          ['a', a],
          ['b', b],
        ]),
      ),
    );
    const first = readFileSync(path);
    writeSafetensors(
      path,
      sourceOf(
        new Map([
          ['b', b],
          ['a', a],
        ]),
      ),
    );
    expect(readFileSync(path).equals(first)).toBe(true);
    expect(first.readBigUInt64LE() % 8n).toBe(0n);
  });

  it('leaves nothing behind if a tensor does not match its shape', () => {
    const path = join(folder.path, 'wrong.safetensors');
    const wrong = new Map([['a', { shape: [2], data: Float32Array.of(1) }]]);
    expect(() => writeSafetensors(path, sourceOf(wrong))).toThrow('a has 1 elements, but its shape is [2]');
    expect(() => readFileSync(path)).toThrow('ENOENT');
  });
});

function size(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}

function sourceOf(tensors: ReadonlyMap<string, { shape: number[]; data: Float32Array }>) {
  return {
    names: () => tensors.keys(),
    info: (name: string) => ({ shape: tensors.get(name)!.shape, dtype: 'F32' as const }),
    read: (name: string) => tensors.get(name)!.data,
  };
}
