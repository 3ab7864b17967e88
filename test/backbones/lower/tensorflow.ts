import { createRequire } from 'node:module';
import type * as Tensorflow from '@tensorflow/tfjs';
import type { Graph, TensorReader } from '../../../src/backbones/graph/index.ts';
import {
  channelsLast,
  type GraphModelJson,
  type TfjsModel,
  toTfjs,
} from '../../../src/backbones/lower/tfjs/index.ts';
import { compileTfjs } from '../../../src/runtimes/tfjs/program.ts';

const require = createRequire(import.meta.url);

/** TensorFlow.js with the backend ready; one instance a test file. */
export async function tensorflow(backend: 'cpu' | 'wasm'): Promise<typeof Tensorflow> {
  const tf = require('@tensorflow/tfjs') as typeof Tensorflow;
  require('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend(backend);
  return tf;
}

/** What tfjs makes of a graph: every output by its name, on one NCHW input. */
export async function runTfjs(
  tf: typeof Tensorflow,
  graph: Graph,
  read: TensorReader,
  input: Float32Array,
  taps: readonly string[] = [],
): Promise<Record<string, Float32Array>> {
  const shape = graph.nodes[0]!.shape as [number, number, number, number];
  const model = await loadTfjs(tf, toTfjs(graph, read, { taps }));
  const [n, c, h, w] = shape;
  const x = tf.tensor4d(channelsLast(input, shape), [n, h, w, c]);
  const names = ['logits', ...taps.map((tap) => `tap:${tap}`)];
  const results = model.execute({ input: x }, names) as Tensorflow.Tensor | Tensorflow.Tensor[];
  const tensors = Array.isArray(results) ? results : [results];
  const outputs = Object.fromEntries(names.map((name, i) => [name, tensors[i]!.dataSync() as Float32Array]));
  tf.dispose([x, ...tensors]);
  model.dispose();
  return outputs;
}

/** What the runtime's own program makes of a graph, and how many tensors are left when it is disposed of. */
export async function runCompiled(
  tf: typeof Tensorflow,
  graph: Graph,
  read: TensorReader,
  input: Float32Array,
  taps: readonly string[] = [],
): Promise<{ logits: Float32Array; left: number }> {
  const before = tf.memory().numTensors;
  const shape = graph.nodes[0]!.shape as [number, number, number, number];
  const { json, weights } = toTfjs(graph, read, { taps });
  const program = compileTfjs(tf, json, arrayBuffer(weights), 'logits');
  const [n, c, h, w] = shape;
  const x = tf.tensor4d(channelsLast(input, shape), [n, h, w, c]);
  // The second run must not depend on what the first one left.
  tf.dispose(program.run(x));
  const y = program.run(x);
  const logits = (await y.data()) as Float32Array;
  tf.dispose([x, y]);
  program.dispose();
  return { logits, left: tf.memory().numTensors - before };
}

/** Reads a model as tf.loadGraphModel reads it from its files. */
export async function loadTfjs(tf: typeof Tensorflow, { json, weights }: TfjsModel) {
  return tf.loadGraphModel(tf.io.fromMemory({ ...artifacts(json), weightData: arrayBuffer(weights) }));
}

function arrayBuffer(pieces: readonly Uint8Array[]): ArrayBuffer {
  const bytes = Buffer.concat(pieces);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
}

function artifacts(json: GraphModelJson) {
  const { modelTopology, signature, format, weightsManifest } = json;
  const weightSpecs = weightsManifest[0]!.weights.map((spec) => ({ ...spec, shape: [...spec.shape] }));
  return { modelTopology, signature, format, weightSpecs };
}
