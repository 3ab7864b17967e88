import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import { convolutionKernel } from '../../src/latency/kernel.ts';
import type { RuntimeModel } from '../../src/runtimes/index.ts';

const { onnx } = onnxProto;
const FLOAT = onnx.TensorProto.DataType.FLOAT;
const INT64 = onnx.TensorProto.DataType.INT64;

export function temporaryFolder(): string {
  return mkdtempSync(join(os.tmpdir(), 'fastvit-bench-test-'));
}

/** Two small convolutions and a global average. */
export function convolutionModel(folder: string): RuntimeModel {
  const layer = { channels: 8, kernel: 3, stride: 2, depthwise: false };
  const { bytes, input, output } = convolutionKernel(3, 32, [layer, layer]);
  return write(folder, 'convolution.onnx', bytes, input, output);
}

/** Adds one to 4 numbers and repeats them `times` times in memory before it sums: allocates 16·times bytes. */
export function greedyModel(folder: string, times: number): RuntimeModel {
  const value = (name: string, shape: number[]) => ({
    name,
    type: { tensorType: { elemType: FLOAT, shape: { dim: shape.map((size) => ({ dimValue: size })) } } },
  });
  const model = onnx.ModelProto.create({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'greedy',
      node: [
        { opType: 'Expand', name: 'expand', input: ['input', 'shape'], output: ['large'] },
        { opType: 'Exp', name: 'touch', input: ['large'], output: ['touched'] },
        { opType: 'ReduceMax', name: 'max', input: ['touched'], output: ['output'] },
      ],
      initializer: [
        {
          name: 'shape',
          dims: [2],
          dataType: INT64,
          rawData: new Uint8Array(new BigInt64Array([BigInt(times), 4n]).buffer),
        },
      ],
      input: [value('input', [1, 4])],
      output: [value('output', [1, 1])],
    },
  });
  const input = { name: 'input', shape: [1, 4], data: new Float32Array(4) };
  return write(folder, 'greedy.onnx', onnx.ModelProto.encode(model).finish(), input, 'output');
}

/** Dense 3×3 convolutions at 64×64 pixels: takes as long as one asks. */
export function slowModel(folder: string, channels: number, layers: number): RuntimeModel {
  const { bytes, input, output } = convolutionKernel(
    channels,
    64,
    Array.from({ length: layers }, () => ({ channels, kernel: 3, stride: 1, depthwise: false })),
  );
  return write(folder, 'slow.onnx', bytes, input, output);
}

export function corruptModel(folder: string): RuntimeModel {
  const { bytes, input, output } = convolutionKernel(3, 32, [
    { channels: 8, kernel: 3, stride: 2, depthwise: false },
  ]);
  return write(folder, 'corrupt.onnx', bytes.slice(0, bytes.length >> 1), input, output);
}

function write(
  folder: string,
  name: string,
  bytes: Uint8Array,
  input: RuntimeModel['input'],
  output: string,
): RuntimeModel {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return { path, input, output };
}
