import {
  evaluate,
  type Graph,
  operandsOf,
  optimize,
  reparameterize,
  type Shape,
  type TensorReader,
  type ValueId,
} from '../../backbones/graph/index.ts';
import { toOnnx } from '../../backbones/lower/index.ts';
import { batchNormExponents, buildModel } from '../../backbones/models/index.ts';
import { seededInput, seededWeights } from '../../backbones/weights/index.ts';
import { decodeFloats, type Golden, type GoldenRun } from './golden.ts';
import { type Check, stateChecks } from './state.ts';
import { largestDifference, markCheck, type Statistics } from './values.ts';

/** Runs an ONNX model once and returns its outputs by name. */
export type Infer = (
  onnx: Uint8Array,
  input: Float32Array,
  shape: readonly number[],
) => Promise<ReadonlyMap<string, Float32Array>>;

/** Result of verifying one form of a model at one size. */
export interface Verdict {
  readonly model: string;
  /** `state`: names and counts, for which nothing runs. */
  readonly form: 'state' | 'train' | 'inference';
  readonly size?: readonly [height: number, width: number];
  /** Number of checks that hold. */
  readonly held: number;
  /** Largest absolute difference of a logit, and its tolerance. */
  readonly logits?: { readonly difference: number; readonly tolerance: number };
  /** The first check in execution order that does not hold. */
  readonly failure?: string;
}

interface VerifyOptions {
  /** Compare every module that the golden describes, not only the logits; default true. */
  readonly marks?: boolean;
}

/**
 * Compares a model with its golden: names, shapes and counts; then, for every run in the golden, the training form
 * module by module in execution order, and the inference form.
 */
export async function* verifyModel(
  golden: Golden,
  infer: Infer,
  options: VerifyOptions = {},
): AsyncGenerator<Verdict> {
  const { marks = true } = options;
  yield verdict(golden, 'state', stateChecks(golden));
  const weights = new Map<string, TensorReader>();
  for (const run of golden.runs) {
    const [, , height, width] = run.input;
    const train = buildModel(golden.model, { resolution: [height, width], batch: run.input[0] });
    const read =
      weights.get(run.seed) ?? remembered(seededWeights(run.seed, batchNormExponents(golden.model)));
    weights.set(run.seed, read);
    const inference = reparameterize(train);
    yield await runForm(golden, run, 'train', train, read, infer, marks);
    yield await runForm(golden, run, 'inference', inference, read, infer, false);
  }
}

/** Caches tensors, because the runs of a model share their weights. */
function remembered(read: TensorReader): TensorReader {
  const known = new Map<string, ArrayLike<number>>();
  return (name, parameter) => {
    const values = known.get(name) ?? read(name, parameter);
    known.set(name, values);
    return values;
  };
}

async function runForm(
  golden: Golden,
  run: GoldenRun,
  form: 'train' | 'inference',
  graph: Graph,
  read: TensorReader,
  infer: Infer,
  marks: boolean,
): Promise<Verdict> {
  const wanted = marks ? markedValues(graph, run) : [];
  const taps = new Map(wanted.map(({ name, id }) => [name, id]));
  // The inference form runs as it is exported, which merges modules, so only its logits are compared.
  const onnx = toOnnx(form === 'inference' ? optimize(graph) : graph, read, { taps });
  const outputs = await infer(onnx, seededInput(run.input, run.seed), run.input);
  const checks = wanted.map(({ name, id, expected }) => {
    const values = outputs.get(name) as Float32Array;
    const shape = graph.nodes.find((node) => node.id === id)?.shape as Shape;
    return markCheck(name, inOrderOf(expected.shape, values, shape), expected);
  });
  if (form === 'inference' && run === golden.runs[0]) checks.push(...mergedTensors(golden, graph, read));

  const tolerance = golden.tolerance.logits_abs;
  const difference = largestDifference(outputs.get('logits') as Float32Array, decodeFloats(run.logits_f32));
  checks.push(
    difference <= tolerance
      ? { what: 'logits' }
      : { what: 'logits', difference: `differ by ${difference.toExponential(2)} (tolerance ${tolerance})` },
  );
  const size = [run.input[2], run.input[3]] as const;
  return { ...verdict(golden, form, checks), size, logits: { difference, tolerance } };
}

/** Statistics of a value, whose first elements are in the axis order of `shape`. */
interface Marked extends Statistics {
  readonly shape: Shape;
}

/** Values for which the golden has statistics, in execution order. */
function markedValues(graph: Graph, run: GoldenRun): { name: string; id: ValueId; expected: Marked }[] {
  const taps = run.taps.map((tap) => ({ name: `${tap.point} of ${tap.module}`, ...tap }));
  const blocks = run.blocks.map(([module, shape, mean, std, first]) => {
    return { name: `value of ${module}`, module, point: 'out' as const, shape, mean, std, first };
  });
  return [...taps, ...blocks]
    .map(({ name, module, point, ...expected }) => ({ name, id: valueAt(graph, module, point), expected }))
    .sort((a, b) => a.id - b.id);
}

function valueAt(graph: Graph, module: string, point: 'out' | 'in'): ValueId {
  const id = graph.modules.get(module);
  const node = graph.nodes.find((candidate) => candidate.id === id);
  if (id === undefined || node === undefined) throw new Error(`${graph.name} has no module ${module}`);
  return point === 'out' ? id : (operandsOf(node)[0] as ValueId);
}

/**
 * Reorders the values of a feature map to the axis order of the golden: some reference modules have channels last.
 */
function inOrderOf(wanted: Shape, values: Float32Array, shape: Shape): Float32Array {
  const [batch, channels, height, width] = shape as [number, number, number, number];
  if (shape.join() === wanted.join() || wanted.join() !== [batch, height, width, channels].join())
    return values;
  const positions = height * width;
  return values.map((_, at) => {
    const [image, inside] = [Math.floor(at / (positions * channels)), at % (positions * channels)];
    return values[
      (image * channels + (inside % channels)) * positions + Math.floor(inside / channels)
    ] as number;
  });
}

/** Compares every tensor that re-parameterisation merged with that of the reference. */
function mergedTensors(golden: Golden, graph: Graph, read: TensorReader): Check[] {
  const parameters = new Map(graph.parameters.map((parameter) => [parameter.name, parameter]));
  return golden.reparam_samples.map(([name, mean, std, first]) => {
    const parameter = parameters.get(name);
    if (parameter === undefined) return { what: name, difference: 'was not merged' };
    return markCheck(name, evaluate(parameter, read), { mean, std, first });
  });
}

function verdict(golden: Golden, form: Verdict['form'], checks: readonly Check[]): Verdict {
  const failed = checks.find((check) => check.difference !== undefined);
  return {
    model: golden.model,
    form,
    held: checks.filter((check) => check.difference === undefined).length,
    ...(failed === undefined ? {} : { failure: `${failed.what}: ${failed.difference}` }),
  };
}
