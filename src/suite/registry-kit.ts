import { UserError } from '../errors.ts';
import { writeFileAtomic } from '../files.ts';
import { lowerModel } from '../lower/index.ts';
import { buildModel, type ModelSpec, type ModelVariant, modelEntry } from '../models/index.ts';
import { openWeights } from '../weights/index.ts';
import type { ModelKit } from './kit.ts';
import { type ModelRef, modelRefId } from './models.ts';

/** The models of the registry, as a run needs them. */
export const registryKit: ModelKit = {
  formsDiffer: (ref) => modelEntry(registryId(ref)).reparameterizes,
  check: (ref, { resolution, batch }) => {
    buildModel(registryId(ref), { resolution, batch });
  },
  recipe: (ref, resolution) => ({ ...modelEntry(registryId(ref)).default, resolution }),
  async write(ref, { form, resolution, batch, weights, path }) {
    const model = registryId(ref);
    const lowered = lowerModel({
      model,
      form,
      resolution,
      batch,
      weights: await openWeights(weights, model),
      metadata: { weights },
    });
    writeFileAtomic(path, lowered.onnx);
    const { parameters, macs, activationBytes, weightBytes } = lowered.cost;
    return {
      path,
      input: { name: 'input', shape: [batch, 3, ...resolution] },
      output: 'logits',
      digest: lowered.digest,
      fileBytes: lowered.onnx.length,
      // Costs are counted for the whole batch; a record says them for one image.
      cost: {
        parameters,
        macs: Math.round(macs.total / batch),
        activationBytes: Math.round(activationBytes / batch),
        weightBytes,
      },
    };
  },
};

function registryId(ref: ModelRef): ModelSpec {
  if (typeof ref === 'string') return ref;
  if ('extends' in ref) return ref as ModelVariant;
  throw new UserError(`the model "${modelRefId(ref)}" is not in the registry`);
}
