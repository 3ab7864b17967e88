import { UserError } from '../../../../files/index.ts';
import { quoted } from '../../../../text/index.ts';
import type { OnnxModel, OnnxValue } from './types.ts';

/** Input and output of an image classifier, read from its file. */
export interface Signature {
  readonly input: string;
  /** NHWC if the three channels are the last axis. */
  readonly layout: 'NCHW' | 'NHWC';
  readonly type: 'float32' | 'float16';
  /** Batch size; undefined if it is dynamic. */
  readonly batch: number | undefined;
  readonly height: number | undefined;
  readonly width: number | undefined;
  readonly output: string;
  readonly outputType: 'float32' | 'float16';
  /** Undefined if the file does not specify it. */
  readonly classes: number | undefined;
}

/**
 * Reads the signature of an image classifier: one input of four axes, three of them channels, and an output of
 * two axes (the first one, if there are several).
 *
 * @throws UserError with what the file has instead
 */
export function signatureOf(model: OnnxModel): Signature {
  const fail = (what: string) =>
    new UserError(`${model.path} cannot run here as an image classifier: ${what}`);
  const [input, ...others] = model.inputs;
  if (input === undefined || others.length > 0)
    throw fail(
      input === undefined
        ? 'it has no input'
        : `it has ${model.inputs.length} inputs (${model.inputs.map(({ name }) => quoted(name)).join(', ')}), not one`,
    );
  if (input.type !== 'float32' && input.type !== 'float16')
    throw fail(
      `its input ${quoted(input.name)} has the type ${input.type}; supported are float32 and float16`,
    );
  const { dims } = input;
  if (dims?.length !== 4)
    throw fail(`its input ${quoted(input.name)} is ${shown(input)}, but needs four axes`);
  const layout = layoutOf(dims);
  if (layout === undefined)
    throw fail(
      `its input ${quoted(input.name)} is ${shown(input)}, and neither its second axis nor its last is 3`,
    );
  if (model.outputs.length === 0) throw fail('it has no output');
  const output = model.outputs.find(({ dims: axes }) => axes === undefined || axes.length === 2);
  if (output === undefined)
    throw fail(
      `no output is [images, classes]: ${model.outputs.map((one) => `${quoted(one.name)} ${shown(one)}`).join(', ')}`,
    );
  if (output.type !== 'float32' && output.type !== 'float16')
    throw fail(`its output ${quoted(output.name)} has the type ${output.type}`);
  const [n, h, w] = layout === 'NCHW' ? [dims[0], dims[2], dims[3]] : [dims[0], dims[1], dims[2]];
  return {
    input: input.name,
    layout,
    type: input.type,
    batch: fixed(n),
    height: fixed(h),
    width: fixed(w),
    output: output.name,
    outputType: output.type,
    classes: fixed(output.dims?.[1]),
  };
}

/**
 * Returns the shape of the input for a resolution and batch, in the model's own layout.
 *
 * @throws UserError if the file requires another size
 */
export function inputShape(
  signature: Signature,
  [height, width]: readonly [number, number],
  batch: number,
  path: string,
): number[] {
  const { layout } = signature;
  if ((signature.height ?? height) !== height || (signature.width ?? width) !== width)
    throw new UserError(
      `${path} only takes ${signature.height ?? 'any'}x${signature.width ?? 'any'} pixels, not ${height}x${width}; measure it at that resolution or export it with dynamic axes`,
    );
  if ((signature.batch ?? batch) !== batch)
    throw new UserError(
      `${path} only takes a batch of ${signature.batch}, not ${batch}; measure it at that batch size or export it with a dynamic batch axis`,
    );
  return layout === 'NCHW' ? [batch, 3, height, width] : [batch, height, width, 3];
}

function layoutOf(dims: readonly (number | string)[]): 'NCHW' | 'NHWC' | undefined {
  if (dims[1] === 3) return 'NCHW';
  if (dims[3] === 3) return 'NHWC';
  // If even the channels are dynamic, the order of PyTorch's exporters is assumed.
  return typeof dims[1] === 'string' ? 'NCHW' : undefined;
}

function fixed(dim: number | string | undefined): number | undefined {
  return typeof dim === 'number' ? dim : undefined;
}

function shown({ dims }: OnnxValue): string {
  return dims === undefined
    ? 'of unknown shape'
    : `[${dims.map((dim) => (typeof dim === 'number' ? dim : quoted(dim).slice(1, -1))).join(', ')}]`;
}
