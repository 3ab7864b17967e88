import { type AccuracySet, modelEntry, modelIds, publishedTag } from '../../backbones/models/index.ts';
import type { Estimate, PublishedComparison } from '../../results/index.ts';
import { modelOf, type SummarisedModel } from './context.ts';
import type { CellMetric } from './metric.ts';
import { top1 } from './top-accuracy.ts';

/** Published accuracies of the same weights on the same clean dataset, compared with ours; empty for corrupted cells. */
export const published: CellMetric<PublishedComparison[]> = async (database, context) => {
  const accuracyOf = await top1(database, context);
  return (cell) =>
    cell.corruption === 'none'
      ? comparePublished(modelOf(context, cell.model), cell.dataset, accuracyOf(cell))
      : [];
};

/** Returns the published set that the name of a dataset stands for. */
export function accuracySet(dataset: string): AccuracySet | undefined {
  switch (dataset) {
    case 'imagenet':
      return 'imagenet';
    case 'imagenet-real':
      return 'imagenetReal';
    case 'imagenet-v2':
    case 'imagenet-v2-matched-frequency':
      return 'imagenetV2';
    case 'imagenet-sketch':
      return 'imagenetSketch';
    case 'imagenet-a':
      return 'imagenetA';
    case 'imagenet-a-clean':
      return 'imagenetAClean';
    case 'imagenet-r':
      return 'imagenetR';
    case 'imagenet-r-clean':
      return 'imagenetRClean';
    default:
      return undefined;
  }
}

/**
 * Compares our estimate with what was published for these weights on this dataset: timm's result at the same input
 * size, and those of the paper and its repository. Empty for seeded or unknown weights.
 */
export function comparePublished(
  model: SummarisedModel,
  dataset: string,
  measured: Estimate,
): PublishedComparison[] {
  const set = accuracySet(dataset);
  const id = model.registryId;
  if (!set || id === undefined || !modelIds().includes(id)) return [];
  const entry = modelEntry(id);
  const tag = publishedTag(entry, model.weights);
  if (!tag) return [];
  const [height, width] = model.resolution;
  const timm = (tag.accuracy?.[set] ?? [])
    .filter(([size]) => size === height && size === width)
    .map(([size, top1]) => comparison(`timm ${tag.tag} at ${size}`, top1 / 100, measured, true));
  if (set !== 'imagenet' || height !== tag.inputSize) return timm;
  const { released, paper } = entry;
  const isDistilled = /dist/.test(tag.tag);
  const repository = released
    ? [
        comparison(
          'FastViT repository',
          (isDistilled ? released.top1Distilled : released.top1) / 100,
          measured,
          true,
        ),
      ]
    : [];
  const inPaper =
    paper?.top1 && !isDistilled && tag.tag === entry.defaultTag
      ? [comparison('FastViT paper', paper.top1.value / 100, measured, paper.top1.verified)]
      : [];
  return [...timm, ...repository, ...inPaper];
}

function comparison(
  source: string,
  top1: number,
  measured: Estimate,
  verified: boolean,
): PublishedComparison {
  return {
    source,
    top1,
    difference: measured.value - top1,
    inside: top1 >= measured.low && top1 <= measured.high,
    verified,
  };
}
