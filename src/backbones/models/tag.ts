import type { PublishedModel, PublishedTag } from './data/types.ts';

/**
 * Returns the published weight set of a weights source: the default one for `hf`, by repository for the hub, by the
 * tag in its name for a file. Undefined for random weights and for files without a tag.
 */
export function publishedTag(
  { tags, defaultTag }: Pick<PublishedModel, 'tags' | 'defaultTag'>,
  weights: string,
): PublishedTag | undefined {
  if (weights === 'hf') return tags.find(({ tag }) => tag === defaultTag);
  if (weights.startsWith('seed:') || weights === 'shipped') return undefined;
  const repository = /^hf:([^@:]+)/.exec(weights)?.[1];
  if (repository) return tags.find((tag) => tag.repository === repository || tag.tag === repository);
  const file = weights.replace(/^.*[\\/]/, '');
  // Longest first: the name of one set can be part of another's.
  return [...tags].sort((a, b) => b.tag.length - a.tag.length).find(({ tag }) => file.includes(tag));
}
