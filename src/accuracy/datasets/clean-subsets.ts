import { byCodePoint } from './listing.ts';
import type { ClassSubset, Dataset } from './types.ts';

/**
 * Lists the subsets of ImageNet's validation images that the accuracies on other datasets of a run compare with: those
 * of the 200 classes of ImageNet-A and -R, which are not 200 average classes. Empty for other datasets than ImageNet.
 *
 * They are named as timm names its results on them: `imagenet-a-clean` and `imagenet-r-clean`.
 */
export function cleanSubsets(dataset: Dataset, others: readonly Dataset[]): ClassSubset[] {
  if (dataset.kind !== 'imagenet') return [];
  const found = new Map(
    others.flatMap(({ kind, subset }) =>
      subset === undefined ? [] : [[`${kind}-clean`, { name: `${kind}-clean`, classes: subset }] as const],
    ),
  );
  return [...found.values()].sort((a, b) => byCodePoint(a.name, b.name));
}
