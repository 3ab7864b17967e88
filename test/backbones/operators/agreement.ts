import { createRequire } from 'node:module';
import type * as Ort from 'onnxruntime-node';
import { expect } from 'vitest';
import {
  type Builder,
  buildGraph,
  type Graph,
  interpret,
  type Value,
} from '../../../src/backbones/graph/index.ts';
import { type Lowering, toOnnx } from '../../../src/backbones/lower/index.ts';
import { permute } from '../../../src/backbones/lower/tfjs/index.ts';
import { seededInput, seededWeights } from '../../../src/backbones/weights/seeded.ts';
import { runCompiled, runTfjs, type tensorflow } from '../lower/tensorflow.ts';

const ort = createRequire(import.meta.url)('onnxruntime-node') as typeof Ort;

/** A network of one map [batch, channels, height, width] and what `build` makes of it. */
export function network(build: (b: Builder) => Value, [n, c, h, w] = [2, 6, 7, 9]): Graph {
  const b = buildGraph('net', [n!, c!, h!, w!]);
  return b.finish(b.scope('net', () => build(b)));
}

/**
 * Largest difference between the reference evaluation of a graph and what both ONNX lowerings give in
 * onnxruntime and the tfjs lowering in tfjs, whose own executor and the runtime's program must agree exactly.
 */
export async function disagreement(
  tf: Awaited<ReturnType<typeof tensorflow>>,
  graph: Graph,
): Promise<number> {
  const read = seededWeights('0');
  const input = seededInput(graph.nodes[0]!.shape, '0');
  const expected = interpret(graph, read, Float64Array.from(input));
  const { logits } = await runTfjs(tf, graph, read, input);
  expect(await runCompiled(tf, graph, read, input)).toEqual({ logits, left: 0 });
  const shape = graph.nodes.find(({ id }) => id === graph.output)!.shape;
  const [n, c, h, w] = shape as [number, number, number, number];
  const first = (values: Float32Array) =>
    shape.length === 4 ? permute(values, [n, h, w, c], [0, 3, 1, 2]) : values;
  const results = [
    first(logits!),
    await onOnnxruntime(graph, input, 'best'),
    await onOnnxruntime(graph, input, 'plain'),
  ];
  return Math.max(...results.map((actual) => largestDifference(expected, actual)));
}

async function onOnnxruntime(graph: Graph, input: Float32Array, lowering: Lowering): Promise<Float32Array> {
  const session = await ort.InferenceSession.create(toOnnx(graph, seededWeights('0'), { lowering }));
  const tensor = new ort.Tensor('float32', input, [...graph.nodes[0]!.shape]);
  const { logits } = await session.run({ input: tensor });
  await session.release();
  return logits!.data as Float32Array;
}

function largestDifference(expected: Float64Array, actual: Float32Array): number {
  if (actual.length !== expected.length) throw new Error(`${actual.length} elements, not ${expected.length}`);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[i]!)), 0);
}
