import type { PublishedModel, PublishedTag } from './data/types.ts';

/**
 * The published weight set that a weights source is: the default one for `hf`, the hub's by its repository, a file by
 * the tag in its name. Undefined for made-up weights and for files that do not say.
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
  // Longest first: the name of one set may be a part of another's.
  return [...tags].sort((a, b) => b.tag.length - a.tag.length).find(({ tag }) => file.includes(tag));
}
