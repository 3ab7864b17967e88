import { z } from 'zod';
import { UserError } from '../../files/index.ts';

/** A part of a plan that one of several machines measures: `index` from 1 to `count`. */
export const Shard = z.object({ index: z.number().int().positive(), count: z.number().int().positive() });
export type Shard = z.infer<typeof Shard>;

/** `3/16`. @throws UserError */
export function parseShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text.trim()) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (count === undefined || shard.index < 1 || shard.index > shard.count)
    throw new UserError(`--shard ${text}: give the shard and their number, such as 3/16, from 1/16 to 16/16`);
  return shard;
}

/**
 * The items of a plan that belong to a shard: dealt in turn, so that shards are equal to one item and
 * neighbours, which cost alike, are spread over them.
 *
 * @param before items of the plan that come before these
 */
export function shareOf<T>(items: readonly T[], shard: Shard | undefined, before = 0): readonly T[] {
  if (shard === undefined) return items;
  return items.filter((_, at) => (before + at) % shard.count === shard.index - 1);
}
