import { createHash } from 'node:crypto';
import { UserError, writeFileAtomic } from '../../files/index.ts';
import { type Cost, cost, type Graph, optimize, reparameterize, type TensorReader } from '../graph/index.ts';
import { buildModel, type ModelSpec, modelEntry } from '../models/index.ts';
import { type ModelWeights, seedWeights } from '../weights/index.ts';
import { type ExternalData, type Lowering, type OnnxOptions, toOnnx } from './onnx/index.ts';
import { type TfjsModel, type TfjsOptions, toTfjs, writeTfjsFiles } from './tfjs/index.ts';

export interface LowerRequest {
  readonly model: ModelSpec;
  readonly form: 'train' | 'inference';
  /** Side in pixels, or [height, width]. Default: the model's published input size. */
  readonly resolution?: number | readonly [height: number, width: number];
  readonly batch?: number | 'dynamic';
  /** They determine the number of classes, and whether the model is built in its training form. */
  readonly weights: ModelWeights;
  /** For an inference form; default `best`. A training form is written as it is. */
  readonly lowering?: Lowering;
  readonly metadata?: Readonly<Record<string, string>>;
  /** ONNX only: where large tensors go instead of into the model. */
  readonly external?: ExternalData;
}

export interface LoweredModel {
  /** The requested form, before it was rewritten for execution. */
  readonly graph: Graph;
  /** Cost of that form. */
  readonly cost: Cost;
  readonly onnx: Uint8Array;
  /** sha256 of the ONNX bytes, hexadecimal. */
  readonly digest: string;
}

/** The same model as a TensorFlow.js GraphModel, with its two files in memory. */
export interface LoweredTfjs {
  readonly graph: Graph;
  readonly cost: Cost;
  readonly model: TfjsModel;
  /** sha256 of the JSON and the weights, hexadecimal. */
  readonly digest: string;
}

/**
 * Lowers a model of the registry to ONNX: builds its training form, re-parameterises it for the inference form, and
 * computes its weights in float64, rounded once.
 * @throws UserError for an unknown model, or a resolution that it does not support
 */
export function lowerModel(request: LowerRequest): LoweredModel {
  const { graph, read, options } = prepare(request);
  const { form, lowering = modelEntry(request.model).lowering ?? 'best' } = request;
  const written = form === 'inference' && lowering === 'best' ? optimize(graph) : graph;
  const onnx = toOnnx(written, read, { ...options, lowering });
  return { graph, cost: cost(graph), onnx, digest: createHash('sha256').update(onnx).digest('hex') };
}

/** Lowers a model to a TensorFlow.js GraphModel. @throws UserError as `lowerModel` does */
export function lowerTfjsModel(request: LowerRequest): LoweredTfjs {
  const { graph, read, options } = prepare(request);
  const model = toTfjs(graph, read, options);
  const hash = createHash('sha256').update(JSON.stringify(model.json));
  for (const piece of model.weights) hash.update(piece);
  return { graph, cost: cost(graph), model, digest: hash.digest('hex') };
}

/** A model on disk: what a runtime opens, its size, and a digest of its content. */
export interface ModelOnDisk {
  readonly graph: Graph;
  readonly cost: Cost;
  /** The ONNX file, or `model.json` in its folder. */
  readonly path: string;
  readonly bytes: number;
  /** sha256, hexadecimal. */
  readonly digest: string;
}

/**
 * Writes a model of the registry for a runtime.
 * @param path a file for ONNX, a folder for tfjs
 * @throws UserError as `lowerModel` does
 */
export function writeModel(request: LowerRequest, format: 'onnx' | 'tfjs', path: string): ModelOnDisk {
  if (format === 'tfjs') {
    const { model, ...lowered } = lowerTfjsModel(request);
    return { ...lowered, ...writeTfjsFiles(model, path) };
  }
  const { onnx, ...lowered } = lowerModel(request);
  writeFileAtomic(path, onnx);
  return { ...lowered, path, bytes: onnx.length };
}

/** Returns weights by the seeded recipe, for `LowerRequest.weights`. */
export function seeded(model: ModelSpec, seed: string): ModelWeights {
  return seedWeights(seed, model);
}

function prepare(request: LowerRequest): {
  graph: Graph;
  read: TensorReader;
  options: OnnxOptions & TfjsOptions;
} {
  const { model, form, resolution, batch = 1, weights, metadata, external } = request;
  const { classes, reparameterized } = weights;
  const train = buildModel(model, {
    ...(resolution === undefined ? {} : { resolution }),
    batch: batch === 'dynamic' ? 1 : batch,
    classes,
    reparameterized,
  });
  if (form === 'train' && reparameterized)
    throw new UserError(
      `${weights.origin} contains the re-parameterised form of ${train.name}, which cannot be undone; ask for --form inference`,
    );
  return {
    graph: form === 'train' ? train : reparameterize(train),
    read: weights.reader(train),
    options: {
      batch: batch === 'dynamic' ? 'dynamic' : 'static',
      metadata: { model: train.name, form, ...metadata },
      ...(external === undefined ? {} : { external }),
    },
  };
}
