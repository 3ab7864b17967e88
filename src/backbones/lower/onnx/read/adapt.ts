import { createHash, type Hash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  INPUTS,
  type OpenFile,
  openFile,
  readBytes,
  systemPath,
  writeChunksAtomic,
} from '../../../../files/index.ts';
import { printable } from '../../../../text/index.ts';
import { externalPaths, liesTogether, linkExternal } from './external.ts';
import { delimited, delimitedHead, floatValue, node } from './proto.ts';
import { inputShape, type Signature, signatureOf } from './signature.ts';
import type { OnnxModel } from './types.ts';
import type { Range } from './wire.ts';

/** A file with one float32 input [N, 3, H, W] of fixed size and float32 logits. */
export interface AdaptedModel {
  readonly path: string;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly output: string;
  readonly bytes: number;
  /** sha256 of the file followed by the files of its tensors, hexadecimal. */
  readonly digest: string;
}

/**
 * Adapts a model to the suite's runtimes. A file that accepts the input as it is, and whose name is UTF-8, stays where it
 * is. Otherwise a copy is written whose input has a fixed size (onnxruntime does not optimise dynamic axes), with a
 * transposition or a cast before the first node and a cast after the output where needed. Nodes and tensors are copied
 * byte by byte. If tensors are in other files, the copy gets a folder with links to them.
 *
 * @param path of the copy, which must not exist
 * @throws UserError for a size that the file does not accept, or if a file of tensors is missing
 */
export function adaptOnnx(
  model: OnnxModel,
  size: { readonly resolution: readonly [number, number]; readonly batch: number },
  path: string,
): AdaptedModel {
  const signature = signatureOf(model);
  inputShape(signature, size.resolution, size.batch, model.path);
  const shape = [size.batch, 3, ...size.resolution];
  const { type, outputType, layout, batch, height, width } = signature;
  // onnxruntime takes paths as text.
  const named = typeof systemPath(model.path) === 'string';
  const open = batch === undefined || height === undefined || width === undefined;
  const convert = type !== 'float32' || outputType !== 'float32' || layout === 'NHWC';
  const hash = createHash('sha256');
  const file = openFile(model.path, INPUTS.onnx);
  try {
    if (named && !open && !convert && liesTogether(model)) {
      hashFile(file, hash);
      const input = { name: signature.input, shape };
      const digest = digestWith(model, hash);
      return { path: model.path, input, output: signature.output, bytes: file.size, digest };
    }
    const changes = changesOf(signature, shape);
    let bytes = 0;
    const counted = function* () {
      for (const chunk of copyOf(file, model, changes)) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    };
    const target = placeFor(model, path);
    writeChunksAtomic(target, counted());
    return {
      path: target,
      input: { name: changes.input, shape },
      output: changes.output,
      bytes,
      digest: digestWith(model, hash),
    };
  } finally {
    file.close();
  }
}

/** Returns the path of the copy: in a folder with its tensors if they are in separate files. */
function placeFor(model: OnnxModel, path: string): string {
  if (model.externalFiles.length === 0) return path;
  mkdirSync(path);
  linkExternal(model, path);
  // The copy must not have the name of a file of tensors.
  const name = printable(basename(model.path));
  return join(path, model.externalFiles.includes(name) ? `model-${name}` : name);
}

/** Returns the digest of a model followed by the files of its tensors. */
function digestWith(model: OnnxModel, hash: Hash): string {
  for (const path of externalPaths(model)) {
    const file = openFile(path, INPUTS.tensors);
    try {
      hashFile(file, hash);
    } finally {
      file.close();
    }
  }
  return hash.digest('hex');
}

/** What replaces the model's input in the copy, and what follows its nodes. */
interface Changes {
  readonly input: string;
  readonly output: string;
  /** Fields of the graph before the copied ones, because nodes are in execution order. */
  readonly before: readonly Buffer[];
  readonly after: readonly Buffer[];
}

const INPUT = 'fastvit_bench_input';
const OUTPUT = 'fastvit_bench_logits';
/** TensorProto.DataType */
const FLOAT = 1;
const FLOAT16 = 10;

function changesOf(signature: Signature, shape: readonly number[]): Changes {
  const { input, output, type, outputType, layout } = signature;
  const convert = type === 'float16' || layout === 'NHWC';
  const name = convert ? INPUT : input;
  const transposed = type === 'float16' ? `${INPUT}_nhwc` : input;
  const before = [
    delimited(11, floatValue(name, shape)),
    ...(layout === 'NHWC'
      ? [delimited(1, node('Transpose', INPUT, transposed, { perm: [0, 2, 3, 1] }))]
      : []),
    ...(type === 'float16'
      ? [delimited(1, node('Cast', layout === 'NHWC' ? transposed : INPUT, input, { to: FLOAT16 }))]
      : []),
  ];
  if (outputType === 'float32') return { input: name, output, before, after: [] };
  const after = [
    delimited(1, node('Cast', output, OUTPUT, { to: FLOAT })),
    delimited(12, floatValue(OUTPUT, undefined)),
  ];
  return { input: name, output: OUTPUT, before, after };
}

/** Yields the model's bytes with the changes applied to its graph. */
function* copyOf(file: OpenFile, { layout }: OnnxModel, { before, after }: Changes): Generator<Uint8Array> {
  const { graph, inputs, size } = layout;
  const removed = inputs.reduce((sum, { start, end }) => sum + end - start, 0);
  const added = [...before, ...after].reduce((sum, field) => sum + field.length, 0);
  yield* part(file, { start: 0, end: graph.whole.start });
  yield delimitedHead(7, graph.end - graph.start - removed + added);
  yield* before;
  let at = graph.start;
  for (const { start, end } of inputs) {
    yield* part(file, { start: at, end: start });
    at = end;
  }
  yield* part(file, { start: at, end: graph.end });
  yield* after;
  yield* part(file, { start: graph.whole.end, end: size });
}

function* part(file: OpenFile, { start, end }: Range): Generator<Uint8Array> {
  for (let at = start; at < end; at += CHUNK) yield readBytes(file, at, Math.min(CHUNK, end - at));
}

const CHUNK = 1 << 22;

function hashFile(file: OpenFile, hash: Hash): void {
  for (const chunk of part(file, { start: 0, end: file.size })) hash.update(chunk);
}
