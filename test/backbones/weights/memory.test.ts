import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { delimited } from '../../../src/backbones/lower/onnx/read/proto.ts';
import { smallModel } from '../lower/onnx/onnx-bytes.ts';
import { float32Bytes, safetensorsBytes } from './safetensors-bytes.ts';
import { temporaryFolder } from './temporary.ts';
import { zipBytes } from './zip-bytes.ts';

const SIZE = 16 << 20;
const FIXTURES = join(import.meta.dirname, '../../fixtures/checkpoints');
const folder = temporaryFolder();

/** What reading a file does to a fresh process. */
async function grow(
  name: string,
  bytes: Uint8Array,
): Promise<{ ratio: number; bytes?: number; message?: string }> {
  const path = folder.write(name, bytes);
  const warmUp = name.endsWith('.onnx')
    ? folder.write('warm.onnx', smallModel())
    : join(FIXTURES, name.endsWith('.safetensors') ? 'torch.safetensors' : 'bare.pth');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    '--conditions=fastvit-bench-source',
    '--import',
    'tsx',
    join(import.meta.dirname, 'memory-child.ts'),
    path,
    warmUp,
  ]);
  const { growth, ...result } = JSON.parse(stdout);
  return { ratio: growth / statSync(path).size, ...result };
}

const linux = process.platform === 'linux';

describe.skipIf(!linux)('memory, in times of the file (read from Linux process status)', () => {
  it('peaks at about 1x the file for one float32 tensor', async () => {
    const header = { x: { dtype: 'F32', shape: [SIZE / 4], data_offsets: [0, SIZE] } };
    const { ratio, bytes } = await grow('one.safetensors', safetensorsBytes(header, new Uint8Array(SIZE)));
    expect(bytes).toBe(SIZE);
    expect(ratio).toBeLessThan(1.5);
  });

  it('peaks at about 2x the file for one float16 tensor', async () => {
    const header = { x: { dtype: 'F16', shape: [SIZE / 2], data_offsets: [0, SIZE] } };
    const { ratio, bytes } = await grow('half.safetensors', safetensorsBytes(header, new Uint8Array(SIZE)));
    expect(bytes).toBe(2 * SIZE);
    expect(ratio).toBeLessThan(2.5);
  });

  it.each([
    ['a transposed tensor of float16', 'view.pth', () => zipBytes(transposed()), undefined],
    [
      'a header of nothing but tensors',
      'header.safetensors',
      () => safetensorsBytes(manyTensors()),
      'more than',
    ],
    ['a header full of text', 'text.safetensors', () => safetensorsBytes(longText()), undefined],
    ['a directory full of entries', 'zip.pth', () => zipBytes(manyEntries()), 'contains no state dict'],
    ['a pickle of dictionaries', 'dict.pth', () => pickled('}'.repeat(SIZE)), 'too many values'],
    ['a pickle of groups', 'none.pth', () => pickled('N'.repeat(SIZE)), 'too many values'],
    [
      'a pickle of texts',
      'text.pth',
      () => pickled(`X\0\0\x0f\0${'x'.repeat(0xf0000)}`.repeat(24)),
      'too many values',
    ],
    ['a pickle of tuples', 'tuple.pth', () => pickled(`N${'\x85'.repeat(SIZE)}`), 'too many values'],
    ['an ONNX graph of empty nodes', 'nodes.onnx', () => onnxOf([0x0a, 0]), 'more nodes and names'],
    ['an ONNX graph of lists', 'lists.onnx', () => onnxOf(listNode()), 'more nodes and names'],
    ['an ONNX graph of texts', 'texts.onnx', () => onnxOf(textNode()), undefined],
  ])('stays below 3 for %s', async (_, name, make, message) => {
    const result = await grow(name, make());
    expect(result.ratio).toBeLessThan(3);
    if (message === undefined) expect(result.message ?? '').not.toMatch(/truncated|not a/);
    else expect(result.message).toContain(message);
  });
});

/** A model whose graph is one field again and again. */
function onnxOf(field: readonly number[]): Buffer {
  const count = Math.floor(SIZE / field.length);
  const graph = Buffer.alloc(count * field.length, Buffer.from(field));
  return Buffer.concat([Buffer.from([0x42, 2, 0x10, 17]), delimited(7, graph)]);
}

/** A node with one attribute of 64 whole numbers, a byte each. */
function listNode(): number[] {
  return [...delimited(1, delimited(5, delimited(8, Buffer.alloc(64, 1))))];
}

/** A node whose name is 60,000 letters. */
function textNode(): number[] {
  return [...delimited(1, delimited(3, Buffer.alloc(60_000, 'x')))];
}

function manyTensors(): string {
  const names = Array.from(
    { length: SIZE / 64 },
    (_, i) => `"${i}":{"dtype":"I8","shape":[0],"data_offsets":[0,0]}`,
  );
  return `{${names.join(',')}}`;
}

function longText(): string {
  const fields = Array.from({ length: 12 }, (_, i) => `"${i}":"${'x'.repeat(SIZE / 12)}"`);
  return `{"__metadata__":{${fields.join(',')}}}`;
}

function manyEntries() {
  const entry = { name: 'a/data.pkl', data: Buffer.from('\x80\x02}.', 'latin1') };
  // As many as a directory counts, with names that make it large; all of one local entry.
  const more = Array.from({ length: 65_000 }, (_, i) => ({
    name: `a/${String(i).padStart(300, '0')}`,
    data: entry.data.subarray(0, 0),
    offset: 0,
  }));
  return [entry, ...more];
}

function pickled(program: string): Buffer {
  return zipBytes([{ name: 'a/data.pkl', data: Buffer.from(`\x80\x02${program}`, 'latin1') }]);
}

function transposed() {
  const side = 3000;
  const number = (value: number) => `J${Buffer.from(Int32Array.of(value).buffer).toString('latin1')}`;
  const storage = `(X\x07\0\0\0storagectorch\nHalfStorage\nX\x01\0\0\x000X\x03\0\0\0cpu${number(side * side)}tQ`;
  const program = `}X\x01\0\0\0xctorch._utils\n_rebuild_tensor_v2\n(${storage}K\0(${number(side)}${number(side)}t(K\x01${number(side)}t\x89NtRs.`;
  return [
    { name: 'a/data.pkl', data: Buffer.from(`\x80\x02${program}`, 'latin1') },
    { name: 'a/data/0', data: float32Bytes(Array((side * side) / 2).fill(1)) },
  ];
}
