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
import { UserError } from '../../files/index.ts';
import type { ModelFacts } from '../../results/index.ts';
import { type ModelRef, modelRefId } from '../suite/index.ts';
import type { ModelSource } from './model-source.ts';
import { isOnnxRef, onnxModels } from './onnx-models.ts';

/** Whatever a suite may name: models of the registry, variants of them, and any ONNX file. */
export const modelSource: ModelSource = {
  formsDiffer: (ref) => sourceOf(ref).formsDiffer(ref),
  check: (ref, size) => sourceOf(ref).check(ref, size),
  facts: (ref) => sourceOf(ref).facts(ref),
  recipe: (ref, resolution) => sourceOf(ref).recipe(ref, resolution),
  evaluation: (ref, weights, resolution) => sourceOf(ref).evaluation(ref, weights, resolution),
  publishedId: (ref) => sourceOf(ref).publishedId(ref),
  write: (ref, how) => sourceOf(ref).write(ref, how),
};

function sourceOf(ref: ModelRef): ModelSource {
  return isOnnxRef(ref) ? onnxModels : registryModels;
}

/** The models of the registry, as a run needs them. */
const registryModels: ModelSource = {
  formsDiffer: (ref) => modelEntry(registryId(ref)).reparameterizes,
  check: (ref, { resolution, batch }) => {
    buildModel(registryId(ref), { resolution, batch });
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

/** Gives the file of the weights back when the work is done. */
function closing<T>(weights: ModelWeights, work: () => T): T {
  try {
    return work();
  } finally {
    weights.close();
  }
}

/** @throws UserError for a file, and for a path where an id was meant. */
export function registryId(ref: ModelRef): ModelSpec {
  if (typeof ref === 'string' && !/\.onnx$|^hf:/i.test(ref)) return ref;
  if (typeof ref === 'string')
    throw new UserError(`"${ref}" is no id of a model; an ONNX file is written { "onnx": "${ref}" }`);
  if ('extends' in ref) return ref as ModelVariant;
  throw new UserError(`the model "${modelRefId(ref)}" is not in the registry`);
}

function publishedFigures({ default: preprocessing, ...entry }: ModelEntry): ModelFacts['published'] {
  const published: ModelFacts['published'] = [];
  const tag = entry.tags.find((candidate) => candidate.tag === entry.defaultTag) ?? entry.tags[0];
  for (const [size, top1] of tag?.accuracy?.imagenet ?? []) {
    published.push({ metric: 'imagenet-top1', value: top1, at: `${size} px`, source: `timm, ${tag?.tag}` });
  }
  // Values that were recalled and not read in the paper are no published figures.
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
