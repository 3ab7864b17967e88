import {
  adaptOnnx,
  externalPaths,
  foreignRecipe,
  inputShape,
  onnxCost,
  readOnnx,
  signatureOf,
} from '../../backbones/lower/onnx/read/index.ts';
import { type ModelRef, modelRefId, type OnnxModelRef } from '../suite/index.ts';
import type { ModelSource, WrittenModel } from './model-source.ts';

/** The weights source in records of models that contain their weights. */
const FILE_WEIGHTS = 'in the ONNX file';

/** Classifiers in ONNX files: input, preprocessing and cost are read from the file. */
export const onnxModels: ModelSource = {
  // A file has a single form.
  formsDiffer: () => false,
  check(ref, { resolution, batch }) {
    const { onnx } = fileRef(ref);
    inputShape(signatureOf(readComplete(onnx)), resolution, batch, onnx);
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
    // No UserError: the cell becomes a failed record, and the other cells are measured.
    if (format !== 'onnx')
      throw new Error(`${onnx} is an ONNX file; only models of the registry can be exported to ${format}`);
    const model = readComplete(onnx);
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
      // If the shape of an operator is unknown, no count is better than a wrong one.
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

/** Returns true for a model in an ONNX file. */
export function isOnnxRef(ref: ModelRef): ref is OnnxModelRef {
  return typeof ref !== 'string' && !('extends' in ref);
}

function fileRef(ref: ModelRef): OnnxModelRef {
  if (!isOnnxRef(ref)) throw new Error(`${modelRefId(ref)} is not an ONNX file`);
  return ref;
}

/** Reads a model, and checks the files of its tensors before anything is measured. */
function readComplete(path: string): ReturnType<typeof readOnnx> {
  const model = readOnnx(path);
  externalPaths(model);
  return model;
}

function recipeOf(ref: ModelRef) {
  const { onnx, input = {} } = fileRef(ref);
  const model = readComplete(onnx);
  const { height, width } = signatureOf(model);
  const fixed = height === undefined || width === undefined ? undefined : ([height, width] as const);
  return foreignRecipe(model, input, fixed).recipe;
}
