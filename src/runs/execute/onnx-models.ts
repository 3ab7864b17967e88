import {
  adaptOnnx,
  foreignRecipe,
  inputShape,
  onnxCost,
  readOnnx,
  signatureOf,
} from '../../backbones/lower/onnx/read/index.ts';
import { type ModelRef, modelRefId, type OnnxModelRef } from '../suite/index.ts';
import type { ModelSource, WrittenModel } from './model-source.ts';

/** What records say of the weights of a model that brings its own. */
const FILE_WEIGHTS = 'in the ONNX file';

/** Any ONNX model of a classifier: its input, its preprocessing and its cost are read from the file. */
export const onnxModels: ModelSource = {
  // A file has the form that it has.
  formsDiffer: () => false,
  check(ref, { resolution, batch }) {
    const { onnx } = fileRef(ref);
    inputShape(signatureOf(readOnnx(onnx)), resolution, batch, onnx);
  },
  facts: () => ({ family: 'onnx', published: [], studies: [], pairs: [] }),
  recipe: (ref, resolution) => ({ ...recipeOf(ref), resolution }),
  evaluation: (ref, _weights, resolution) => {
    const recipe = recipeOf(ref);
    return { ...recipe, resolution: resolution ?? recipe.resolution };
  },
  publishedId: () => undefined,
  async write(ref, { resolution, batch, format, path }): Promise<WrittenModel> {
    const { onnx } = fileRef(ref);
    // A reason for a failed record: the other cells of the suite can be measured.
    if (format !== 'onnx')
      throw new Error(`${onnx} is an ONNX file; ${format} models are made of models of the registry only`);
    const model = readOnnx(onnx);
    const adapted = adaptOnnx(model, { resolution, batch }, path);
    const signature = signatureOf(model);
    const shape = inputShape(signature, resolution, batch, onnx);
    const { parameters, macs, activationBytes, weightBytes } = onnxCost(
      model,
      new Map([[model.inputs[0]!.name, shape]]),
    );
    return {
      path: adapted.path,
      input: adapted.input,
      output: adapted.output,
      ...(signature.classes === undefined ? {} : { classes: signature.classes }),
      digest: adapted.digest,
      fileBytes: adapted.bytes,
      weights: FILE_WEIGHTS,
      layers: model.nodes.map(({ name, outputs }) => name || (outputs[0] ?? '')),
      // Where an operator's shape could not be worked out, no count is better than a wrong one.
      ...(macs === undefined || activationBytes === undefined
        ? {}
        : {
            cost: {
              parameters,
              macs: Math.round(macs / batch),
              activationBytes: Math.round(activationBytes / batch),
              weightBytes,
            },
          }),
    };
  },
};

/** True of a model in a file, which `onnxModels` is for. */
export function isOnnxRef(ref: ModelRef): ref is OnnxModelRef {
  return typeof ref !== 'string' && !('extends' in ref);
}

function fileRef(ref: ModelRef): OnnxModelRef {
  if (!isOnnxRef(ref)) throw new Error(`${modelRefId(ref)} is no ONNX file`);
  return ref;
}

function recipeOf(ref: ModelRef) {
  const { onnx, input = {} } = fileRef(ref);
  const model = readOnnx(onnx);
  const { height, width } = signatureOf(model);
  const fixed = height === undefined || width === undefined ? undefined : ([height, width] as const);
  return foreignRecipe(model, input, fixed).recipe;
}
