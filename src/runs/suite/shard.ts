import { z } from 'zod';
import { UserError } from '../../files/index.ts';
import { BOUNDS, isWithin, within } from '../../text/index.ts';

/** The part of a plan that one of several machines measures: `index` is from 1 to `count`. */
export const Shard = z.object({
  index: within(z.number(), BOUNDS.shards),
  count: within(z.number(), BOUNDS.shards),
});
export type Shard = z.infer<typeof Shard>;

/** Parses a shard such as `3/16`. @throws UserError */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text.trim()) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (count === undefined || shard.index < 1 || shard.index > shard.count)
    throw new UserError(`--shard ${text}: give the shard and the number of shards, e.g. 3/16`);
  if (!isWithin(shard.count, BOUNDS.shards))
    throw new UserError(`--shard ${text}: give at most ${BOUNDS.shards.most} shards: ${BOUNDS.shards.why}`);
  return shard;
}

/**
 * Returns the items of a plan that belong to a shard. They are assigned round-robin, so that the sizes of shards
 * differ by at most one and neighbouring items, which cost about the same, are spread over the shards.
 *
 * @param before number of items in the plan before these
 */
export function shareOf<T>(items: readonly T[], shard: Shard | undefined, before = 0): readonly T[] {
  if (shard === undefined) return items;
  return items.filter((_, at) => (before + at) % shard.count === shard.index - 1);
}
