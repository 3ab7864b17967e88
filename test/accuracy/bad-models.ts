import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import onnxProto from 'onnx-proto';
import type { ModelSource } from '../../src/runs/execute/index.ts';
import { modelRefId } from '../../src/runs/suite/index.ts';
import { TINY_CLASSES, tinyModels } from './tiny-models.ts';

const { onnx } = onnxProto;
const { FLOAT, INT64, BOOL } = onnx.TensorProto.DataType;
const { INT, INTS, GRAPH } = onnx.AttributeProto.AttributeType;

/** What can be wrong with a model. `dark` is only wrong for images that are darker than most. */
export type Flaw = 'nan' | 'infinity' | 'classes' | 'unstated' | 'file' | 'hang' | 'dark' | 'killed';

/**
 * The tiny models, and models with a flaw, which are called by it. A flaw that is mended gives the model `tiny_c`
 * under the same name.
 */
export function flawedModels(mended: readonly Flaw[] = []): ModelSource {
  const flaws = ['nan', 'infinity', 'classes', 'unstated', 'file', 'hang', 'dark', 'killed'];
  return {
    ...tinyModels,
    evaluation: (ref, weights) =>
      tinyModels.evaluation(flaws.includes(modelRefId(ref)) ? 'tiny_c' : ref, weights),
    async write(ref, how) {
      const flaw = modelRefId(ref) as Flaw;
      if (!flaws.includes(flaw)) return await tinyModels.write(ref, how);
      if (mended.includes(flaw)) return await tinyModels.write('tiny_c', how);
      const bytes = flawedOnnx(flaw);
      writeFileSync(how.path, bytes);
      return {
        path: how.path,
        input: { name: 'pixels', shape: [1, 3, ...how.resolution] },
        output: 'scores',
        // What the file says, which is not always true.
        ...(flaw === 'unstated' ? {} : { classes: TINY_CLASSES }),
        digest: createHash('sha256').update(bytes).digest('hex'),
        fileBytes: bytes.length,
      };
    },
  };
}

/** Returns the ONNX file of a flawed model, for images of 32 pixels. */
export function flawedOnnx(flaw: Flaw): Buffer {
  const mean = node('ReduceMean', ['pixels'], ['mean'], [ints('axes', [1, 2, 3]), int('keepdims', 0)]);
  const zeros = floats('zeros', [1, TINY_CLASSES], Array(TINY_CLASSES).fill(0));
  const plus = node('Add', ['mean', 'zeros'], ['scores']);
  switch (flaw) {
    case 'file':
      return Buffer.from('this is no model');
    case 'killed':
      return model([mean, plus], [zeros]);
    case 'classes':
    case 'unstated':
      return model([mean, plus], [floats('zeros', [1, TINY_CLASSES + 1], Array(TINY_CLASSES + 1).fill(0))]);
    case 'nan':
      return model([mean, plus], [floats('zeros', [1, TINY_CLASSES], [0, Number.NaN, 0, 0])]);
    case 'infinity':
      return model([mean, plus], [floats('zeros', [1, TINY_CLASSES], [0, 0, Number.POSITIVE_INFINITY, 0])]);
    case 'dark':
      // The logarithm of a negative number is NaN; zeros, with which models are tried, are not dark.
      return model(
        [
          mean,
          node('Add', ['mean', 'one'], ['above']),
          node('Log', ['above'], ['log']),
          node('Add', ['log', 'zeros'], ['scores']),
        ],
        [zeros, floats('one', [1], [0.01])],
      );
    case 'hang':
      return model(
        [
          mean,
          node('Loop', ['', 'yes', 'mean'], ['end'], [{ name: 'body', type: GRAPH, g: endless() }]),
          node('Add', ['end', 'zeros'], ['scores']),
        ],
        [zeros, { name: 'yes', dims: [], dataType: BOOL, int32Data: [1] }],
      );
  }
}

/** The body of a loop whose condition remains true. */
function endless() {
  return {
    name: 'body',
    node: [node('Identity', ['more'], ['more_out']), node('Identity', ['state'], ['state_out'])],
    input: [value('turn', INT64, []), value('more', BOOL, []), value('state', FLOAT, [1])],
    output: [value('more_out', BOOL, []), value('state_out', FLOAT, [1])],
  };
}

function model(nodes: object[], initializer: object[]): Buffer {
  return Buffer.from(
    onnx.ModelProto.encode({
      irVersion: 9,
      opsetImport: [{ domain: '', version: 17 }],
      graph: {
        name: 'flawed',
        node: nodes,
        initializer,
        input: [value('pixels', FLOAT, [1, 3, 32, 32])],
        output: [value('scores', FLOAT, [1, 'classes'])],
      },
    }).finish(),
  );
}

function node(opType: string, input: string[], output: string[], attribute: object[] = []) {
  return { opType, name: output[0], input, output, attribute };
}

function int(name: string, i: number) {
  return { name, type: INT, i };
}

function ints(name: string, values: number[]) {
  return { name, type: INTS, ints: values };
}

function floats(name: string, dims: number[], values: number[]) {
  return { name, dims, dataType: FLOAT, floatData: values };
}

function value(name: string, elemType: number, dims: readonly (number | string)[]) {
  const dim = dims.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
