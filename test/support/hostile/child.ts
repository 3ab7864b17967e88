// A process that does tries for `attack`, one after the other.
import { serve } from '../../../src/processes/index.ts';
import { type Attempt, attempt, type TryName } from './attempt.ts';
import type { Opened } from './kind.ts';
import { kinds } from './kinds/index.ts';

/** The requests to the process. */
export interface HostileRequests {
  prepare(request: { readonly kind: string; readonly world: World }): void;
  attempt(request: {
    readonly name: TryName;
    readonly world: World;
    readonly real: boolean;
    readonly keep: boolean;
  }): Attempt;
}

/** What the tries need. */
export interface World {
  /** Folder of the tries. */
  readonly work: string;
  /** Folder with the valid files of a kind. */
  readonly base: string;
  /** Address of a Redis database of this process; empty without Redis. */
  readonly redis: string;
}

const opened = new Map<string, Promise<Opened>>();

serve<HostileRequests>({
  prepare: async ({ kind, world }) => await kindOf(kind).prepare(world.base, world.redis),
  attempt: async ({ name, world, real, keep }) => {
    const open = opened.get(name.kind) ?? kindOf(name.kind).open(world.base, world.redis);
    opened.set(name.kind, open);
    return await attempt(name, await open, world.work, { real, keep });
  },
});

function kindOf(name: string) {
  return kinds.find((kind) => kind.name === name)!;
}
