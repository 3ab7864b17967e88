import os from 'node:os';
import { UserError } from '../files/index.ts';
import { type Child, startProcess } from '../processes/index.ts';

/**
 * Kinds of neighbours: other processes that use the machine while it is measured. `core` computes on one core without a
 * pause, `cores` on all of them, `memory` copies a buffer larger than the caches, and `bursts` computes on one core
 * between pauses of random length.
 */
export const NEIGHBOURS = ['none', 'core', 'cores', 'memory', 'bursts'] as const;
export type Neighbour = (typeof NEIGHBOURS)[number];

/** The requests to the process of a neighbour. */
export interface NeighbourRequests {
  /** Starts using the machine, and answers at once. */
  use(how: Exclude<Neighbour, 'none' | 'cores'>): void;
}

/**
 * Starts a neighbour, which uses the machine until it is closed, the signal aborts, or this process ends.
 *
 * @param cores that this process may use
 * @throws UserError on a machine with one core, on which it would leave nothing to measure
 */
export async function startNeighbour(
  kind: Neighbour,
  { signal, cores = os.availableParallelism() }: { signal?: AbortSignal; cores?: number } = {},
): Promise<{ close(): Promise<void> }> {
  if (kind !== 'none' && cores < 2)
    throw new UserError(
      `a neighbour (${kind}) needs a machine with two cores or more; this one has one, so measure it without`,
    );
  const children: Child<NeighbourRequests>[] = [];
  const close = async () => {
    await Promise.all(children.map((child) => child.close()));
  };
  try {
    for (let index = 0; index < processesOf(kind, cores); index++) {
      const entry = new URL('./neighbour/child.ts', import.meta.url);
      const child = await startProcess<NeighbourRequests>(entry, signal ? { signal } : {});
      children.push(child);
      await child.ask('use', kind === 'cores' ? 'core' : (kind as 'core'), 'starting a neighbour');
    }
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

function processesOf(kind: Neighbour, cores: number): number {
  switch (kind) {
    case 'none':
      return 0;
    case 'cores':
      return cores;
    default:
      return 1;
  }
}
