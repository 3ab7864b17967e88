import { cost } from '../../backbones/graph/index.ts';
import { writeModel } from '../../backbones/lower/index.ts';
import {
  buildModel,
  type ModelEntry,
  type ModelSpec,
  type ModelVariant,
  modelEntry,
  pairsOf,
  publishedTag,
  studiesOf,
} from '../../backbones/models/index.ts';
import { type ModelWeights, openWeights } from '../../backbones/weights/index.ts';
import { cannotWrite, isWriteFailure, UserError } from '../../files/index.ts';
import type { ModelFacts } from '../../results/index.ts';
import { BOUNDS, isWithin } from '../../text/index.ts';
import { type ModelRef, modelRefId } from '../suite/index.ts';
import type { ModelSource } from './model-source.ts';
import { isOnnxRef, onnxModels } from './onnx-models.ts';

/** Everything that a suite can name: models of the registry, their variants, and ONNX files. */
export const modelSource: ModelSource = {
  formsDiffer: (ref) => sourceOf(ref).formsDiffer(ref),
  check: (ref, size) => sourceOf(ref).check(ref, size),
  facts: (ref) => sourceOf(ref).facts(ref),
  recipe: (ref, resolution) => sourceOf(ref).recipe(ref, resolution),
  evaluation: (ref, weights, resolution) => sourceOf(ref).evaluation(ref, weights, resolution),
  publishedId: (ref) => sourceOf(ref).publishedId(ref),
  write: (ref, how) => writing(how.path, () => sourceOf(ref).write(ref, how)),
};

function sourceOf(ref: ModelRef): ModelSource {
  return isOnnxRef(ref) ? onnxModels : registryModels;
}

/** A full disk is no failure of the model. @throws UserError with the code `cannot-write` */
async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw isWriteFailure(error) ? cannotWrite(path, error) : error;
  }
}

/** Models of the registry and their variants. */
const registryModels: ModelSource = {
  formsDiffer: (ref) => modelEntry(registryId(ref)).reparameterizes,
  check: (ref, { resolution, batch }) => {
    const { parameters } = cost(buildModel(registryId(ref), { resolution, batch }));
    if (!isWithin(parameters, BOUNDS.parameters))
      throw new UserError(
        `${modelRefId(ref)} has ${Math.round(parameters / 1e6)} million parameters but may have ${BOUNDS.parameters.most / 1e6} million: ${BOUNDS.parameters.why}`,
      );
  },
  facts(ref) {
    const entry = modelEntry(registryId(ref));
    const known =
      typeof ref === 'string' ? { studies: studiesOf(ref), pairs: pairsOf(ref) } : { studies: [], pairs: [] };
    return { family: entry.family, published: publishedFigures(entry), ...known };
  },
  recipe: (ref, resolution) => ({ ...modelEntry(registryId(ref)).default, resolution }),
  evaluation(ref, weights, resolution) {
    const entry = modelEntry(registryId(ref));
    const { inputSize, ...recipe } = publishedTag(entry, weights) ?? entry.default;
    return { ...recipe, resolution: resolution ?? inputSize };
  },
  publishedId: (ref) => (typeof ref === 'string' ? ref : undefined),
  async write(ref, { form, resolution, batch, weights, format, path }) {
    const model = registryId(ref);
    const source = await openWeights(weights, model);
    const request = { model, form, resolution, batch, weights: source, metadata: { weights } };
    const lowered = closing(source, () => writeModel(request, format, path));
    const { parameters, macs, activationBytes, weightBytes } = lowered.cost;
    return {
      path: lowered.path,
      input: { name: 'input', shape: [batch, 3, ...resolution] },
      output: 'logits',
      classes: source.classes,
      digest: lowered.digest,
      fileBytes: lowered.bytes,
      layers: lowered.graph.nodes.map(({ name }) => name),
      // Counted for the whole batch; records state the cost per image.
      cost: {
        parameters,
        macs: Math.round(macs.total / batch),
        activationBytes: Math.round(activationBytes / batch),
        weightBytes,
      },
    };
  },
};

/** Closes the weights after the work. */
function closing<T>(weights: ModelWeights, work: () => T): T {
  try {
    return work();
  } finally {
    weights.close();
  }
}

/** Returns the registry's id or variant. @throws UserError for a file, and for a path instead of an id */
export function registryId(ref: ModelRef): ModelSpec {
  if (typeof ref === 'string' && !/\.onnx$|^hf:/i.test(ref)) return ref;
  if (typeof ref === 'string')
    throw new UserError(`"${ref}" is not a model id; write an ONNX file as { "onnx": "${ref}" }`);
  if ('extends' in ref) return ref as ModelVariant;
  throw new UserError(`the model "${modelRefId(ref)}" is not in the registry`);
}

function publishedFigures({ default: preprocessing, ...entry }: ModelEntry): ModelFacts['published'] {
  const published: ModelFacts['published'] = [];
  const tag = entry.tags.find((candidate) => candidate.tag === entry.defaultTag) ?? entry.tags[0];
  for (const [size, top1] of tag?.accuracy?.imagenet ?? []) {
    published.push({ metric: 'imagenet-top1', value: top1, at: `${size} px`, source: `timm, ${tag?.tag}` });
  }
  // Values that were not checked against the paper are left out.
  const { paper } = entry;
  if (paper?.top1?.verified) {
    const at = `${paper.size?.value ?? preprocessing.inputSize} px`;
    published.push({
      metric: 'imagenet-top1',
      value: paper.top1.value,
      at,
      source: 'FastViT paper, table 2',
    });
  }
  if (paper?.mobileLatencyMs?.verified) {
    const { value } = paper.mobileLatencyMs;
    published.push({
      metric: 'mobile-latency-ms',
      value,
      at: 'iPhone 12 Pro',
      source: 'FastViT paper, table 2',
    });
  }
  return published;
}
