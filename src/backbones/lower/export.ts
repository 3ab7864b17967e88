import { createHash } from 'node:crypto';
import { INPUTS, openFile, readBytes, UserError, writeFileAtomic } from '../../files/index.ts';
import {
  cost,
  evaluate,
  type Graph,
  mergeBranches,
  type Parameter,
  rewrite,
  type TensorReader,
} from '../graph/index.ts';
import { buildModel, type ModelSpec, modelEntry } from '../models/index.ts';
import { type ModelWeights, writeSafetensors } from '../weights/index.ts';
import { openStore } from './external-store.ts';
import { type LowerRequest, lowerModel, writeModel } from './model.ts';

export interface ExportRequest extends Omit<LowerRequest, 'metadata' | 'external'> {
  readonly format: 'onnx' | 'safetensors' | 'tfjs';
  /** The file, or the folder for tfjs. */
  readonly path: string;
  /** `fastvit-bench 0.1.0` */
  readonly tool: string;
  /** Size of the weights in bytes above which ONNX keeps them in a separate file; default just below its limit of 2 GB. */
  readonly externalFrom?: number;
}

export interface Exported {
  readonly path: string;
  readonly bytes: number;
  /** sha256 of the file (tfjs: of both files), hexadecimal. */
  readonly digest: string;
  /** The separate file of the tensors, if there is one. */
  readonly external?: { readonly path: string; readonly bytes: number };
  /** Metadata of the file. */
  readonly metadata: Readonly<Record<string, string>>;
  /** [N, C, H, W]; tfjs: [N, H, W, C]. */
  readonly inputShape: readonly number[];
  readonly parameters: number;
  readonly macs: number;
  readonly weightBytes: number;
}

/** protobuf counts bytes with 31 bits, and the graph itself needs some of them. */
const ONNX_LIMIT = 2 ** 31 - 2 ** 26;

/**
 * Exports a model. The file's metadata has model, form, tag, classes, the weights' origin and digest,
 * preprocessing and tool. A safetensors file holds the training form under the names of the public checkpoint,
 * or the form that timm's `reparameterize_model` returns, under its names.
 *
 * @throws UserError for an unknown model, an unsupported size, or a form that the weights do not have
 */
export function exportModel(request: ExportRequest): Exported {
  const { model, weights, path, format } = request;
  const graph = buildModel(model, { classes: weights.classes, reparameterized: weights.reparameterized });
  const metadata = describe(request, graph, weightsDigest(graph, weights.reader(graph)));
  if (format === 'safetensors') return exportTensors(request, graph, metadata);
  const complete: LowerRequest = { ...request, metadata };
  if (format === 'tfjs') {
    const { graph: lowered, cost: counted, ...file } = writeModel(complete, 'tfjs', path);
    const [n, c, h, w] = lowered.nodes[0]!.shape as [number, number, number, number];
    return { ...file, metadata, ...facts(lowered, counted), inputShape: [n, h, w, c] };
  }
  const apart = cost(graph).weightBytes >= (request.externalFrom ?? ONNX_LIMIT);
  const store = apart ? openStore(`${path}.data`) : undefined;
  try {
    const lowered = lowerModel(store === undefined ? complete : { ...complete, external: store.data });
    const external = store?.finish();
    writeFileAtomic(path, lowered.onnx);
    return {
      path,
      bytes: lowered.onnx.length,
      digest: lowered.digest,
      ...(external === undefined ? {} : { external }),
      metadata,
      ...facts(lowered.graph, lowered.cost),
    };
  } finally {
    store?.abandon();
  }
}

/** Returns the sha256 of the stored tensors sorted by name: name, shape, float32 elements of each. */
function weightsDigest(graph: Graph, read: TensorReader): string {
  const hash = createHash('sha256');
  for (const parameter of storedTensors(graph).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const values = evaluate(parameter, read);
    hash.update(`${parameter.name}\0${parameter.shape.join()}\0`);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}

function describe(
  { model, form, lowering, format, weights, resolution, tool }: ExportRequest,
  graph: Graph,
  digest: string,
): Record<string, string> {
  const { tag, classes, origin } = weights;
  const { inputSize, cropPct, cropMode, interpolation, mean, std } = preprocessingOf(model, tag);
  const side = resolution ?? inputSize;
  const preprocessing = {
    resolution: typeof side === 'number' ? [side, side] : side,
    cropPct,
    cropMode,
    interpolation,
    mean,
    std,
  };
  return {
    model: graph.name,
    form,
    ...(format === 'onnx' ? { lowering: lowering ?? modelEntry(model).lowering ?? 'best' } : {}),
    ...(tag === undefined ? {} : { tag }),
    classes: String(classes),
    weights: origin,
    weights_sha256: digest,
    preprocessing: JSON.stringify(preprocessing),
    tool,
  };
}

function preprocessingOf(model: ModelSpec, tag: string | undefined) {
  const entry = modelEntry(model);
  return entry.tags.find((published) => published.tag === tag) ?? entry.default;
}

function exportTensors(
  { form, weights, path }: ExportRequest,
  stored: Graph,
  metadata: Readonly<Record<string, string>>,
): Exported {
  const graph = formOf(stored, form, weights);
  const tensors = new Map(storedTensors(graph).map((parameter) => [parameter.name, parameter]));
  const read = weights.reader(stored);
  writeSafetensors(
    path,
    {
      names: () => tensors.keys(),
      info: (name) => ({ shape: tensors.get(name)!.shape, dtype: 'F32' }),
      read: (name) => evaluate(tensors.get(name)!, read),
    },
    metadata,
  );
  const counted = cost(graph);
  const { bytes, digest } = fileDigest(path);
  return { path, bytes, digest, metadata, ...facts(graph, counted) };
}

/** timm's reparameterisation merges branches and keeps the batch norms that follow a convolution. */
function formOf(
  stored: Graph,
  form: 'train' | 'inference',
  { reparameterized, origin }: ModelWeights,
): Graph {
  if (form === 'inference') return rewrite(stored, [mergeBranches]);
  if (!reparameterized) return stored;
  throw new UserError(
    `${origin} contains the re-parameterised form of ${stored.name}, which cannot be undone; ask for --form inference`,
  );
}

/** Counters of batch norms are not exported. */
function storedTensors(graph: Graph): Parameter[] {
  return graph.parameters.filter(({ role }) => role !== 'counter');
}

function facts(graph: Graph, { parameters, macs, weightBytes }: ReturnType<typeof cost>) {
  return { inputShape: graph.nodes[0]!.shape, parameters, macs: macs.total, weightBytes };
}

function fileDigest(path: string): { bytes: number; digest: string } {
  const hash = createHash('sha256');
  const file = openFile(path, INPUTS.weights);
  try {
    for (let at = 0; at < file.size; at += CHUNK)
      hash.update(readBytes(file, at, Math.min(CHUNK, file.size - at)));
    return { bytes: file.size, digest: hash.digest('hex') };
  } finally {
    file.close();
  }
}

const CHUNK = 1 << 20;
