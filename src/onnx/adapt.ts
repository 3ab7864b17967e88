import { createHash } from 'node:crypto';
import { UserError } from '../errors.ts';
import { writeChunksAtomic } from '../files.ts';
import { type OpenFile, openFile, readBytes } from '../weights/index.ts';
import { delimited, delimitedHead, floatValue, node } from './proto.ts';
import { inputShape, type Signature, signatureOf } from './signature.ts';
import type { OnnxModel } from './types.ts';
import type { Range } from './wire.ts';

/** A file that takes one float32 input [N, 3, H, W] of fixed size and gives float32 logits. */
export interface AdaptedModel {
  readonly path: string;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly output: string;
  readonly bytes: number;
  /** sha256 of the file, hexadecimal. */
  readonly digest: string;
}

/**
 * Makes a model fit the suite's runtimes. A file that takes the wanted input as it is stays where it is; of any
 * other a copy is written in which the input is of fixed size (onnxruntime optimises no open axes), and where it
 * must be, a transposition or a cast stands before the first node and a cast behind the output. The nodes and
 * tensors themselves are copied byte by byte.
 *
 * @param path where a copy goes
 * @throws UserError for a size that the file does not take, or tensors in another file where a copy is needed.
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
  const open = batch === undefined || height === undefined || width === undefined;
  const external = [...model.initializers.values()].some((tensor) => tensor.external);
  const convert = type !== 'float32' || outputType !== 'float32' || layout === 'NHWC';
  if (external && convert)
    throw new UserError(
      `${model.path} keeps tensors in another file, and takes ${layout} ${type}; export it with float32 [N, 3, H, W] input, or as one file`,
    );
  const file = openFile(model.path);
  try {
    // Tensors in another file are found beside the model only, so that there can be no copy elsewhere.
    if (external || !(open || convert)) {
      const input = { name: signature.input, shape };
      return { path: model.path, input, output: signature.output, bytes: file.size, digest: digestOf(file) };
    }
    const changes = changesOf(signature, shape);
    const hash = createHash('sha256');
    let bytes = 0;
    const counted = function* () {
      for (const chunk of copyOf(file, model, changes)) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    };
    writeChunksAtomic(path, counted());
    return {
      path,
      input: { name: changes.input, shape },
      output: changes.output,
      bytes,
      digest: hash.digest('hex'),
    };
  } finally {
    file.close();
  }
}

/** What a copy has instead of the model's input, and behind its nodes. */
interface Changes {
  readonly input: string;
  readonly output: string;
  /** Fields of the graph before the copied ones: nodes are in execution order. */
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

/** The model's bytes, with its graph's input taken out and the changes put in. */
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

function digestOf(file: OpenFile): string {
  const hash = createHash('sha256');
  for (const chunk of part(file, { start: 0, end: file.size })) hash.update(chunk);
  return hash.digest('hex');
}
