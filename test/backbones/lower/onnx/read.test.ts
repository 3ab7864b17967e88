import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readOnnx } from '../../../../src/backbones/lower/onnx/read/index.ts';
import { broadcast } from '../../../../src/backbones/lower/onnx/read/operator.ts';
import { temporaryFolder } from '../../weights/temporary.ts';
import { smallModel } from './onnx-bytes.ts';

const folder = temporaryFolder();

it('reads what protobufjs wrote, field by field', () => {
  const model = readOnnx(folder.write('fields.onnx', smallModel({ metadata: { model: 'x', tag: 'y' } })));
  expect(Object.fromEntries(model.metadata)).toEqual({ model: 'x', tag: 'y' });
  expect(Object.fromEntries(model.opsets)).toEqual({ '': 17 });
  expect(model.producer).toBe('test');
  const weight = { name: 'weight', shape: [3, 2], type: 'float32', bytes: 24, external: false };
  expect([...model.initializers.values()]).toEqual([weight]);
  expect(model.nodes.map(({ op, inputs, outputs }) => [op, inputs, outputs])).toEqual([
    ['ReduceMean', ['pixels'], ['mean']],
    ['MatMul', ['mean', 'weight'], ['scores']],
  ]);
  expect(Object.fromEntries(model.nodes[0]!.attributes)).toEqual({
    axes: { ints: [2, 3] },
    keepdims: { int: 0 },
  });
  expect(model.layout.size).toBe(readFileSync(model.path).length);
});

it('a node that adds nothing has the shape of a single value', () => {
  expect(broadcast([])).toEqual([]);
});

it.each([
  ['an empty file', Buffer.alloc(0), 'it has no graph'],
  ['text', Buffer.from('{"a": 1}'), 'is not an ONNX model'],
  ['a length beyond the file', Buffer.from([0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f]), 'a field of'],
  ['a number that does not end', Buffer.alloc(20, 0xff), 'longer than ten bytes'],
  ['two graphs', Buffer.from([0x3a, 0, 0x3a, 0]), 'two graphs'],
  ['nothing but nodes', graphOf(Buffer.alloc(400_000, Buffer.from([0x0a, 0]))), 'more nodes and names'],
])('refuses %s', (_, bytes, message) => {
  expect(() => readOnnx(folder.write('damaged.onnx', bytes))).toThrow(message);
});

/** A model of one operator set and a graph of the given bytes. */
function graphOf(content: Buffer): Buffer {
  const size = content.length;
  const length = [(size & 127) | 128, ((size >> 7) & 127) | 128, size >> 14];
  return Buffer.concat([Buffer.from([0x42, 2, 0x10, 17, 0x3a, ...length]), content]);
}
