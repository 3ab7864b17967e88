import { machineKey, type RunData, splitByMachine } from '../../results/index.ts';
import { environmentDifferences, latencyEnvironment } from './environment.ts';
import type { Finding, News } from './types.ts';

/** What one machine of the head run measured, and what it is compared with. */
export interface MachinePair {
  readonly base: RunData;
  readonly head: RunData;
  /** Names the machine in cells; absent where the head run was made on one. */
  readonly machine?: string;
}

/**
 * Pairs the machines of two runs, either of which may be merged: each machine of the head run with the one of
 * the base run that differs least from it. Whether they are one series is for the comparison to say.
 */
export function pairMachines(base: RunData, head: RunData): MachinePair[] {
  const bases = splitByMachine(base);
  const heads = splitByMachine(head);
  return heads.map((one) => ({
    base: bases.reduce((best, other) => (distance(other, one) < distance(best, one) ? other : best)),
    head: one,
    ...(heads.length > 1 ? { machine: machineName(one) } : {}),
  }));
}

/** Findings or news of one machine, with its name in their cells. */
export function onMachine<T extends Finding | News>(found: readonly T[], { machine }: MachinePair): T[] {
  return found.map((one) => (machine === undefined ? one : { ...one, cell: `${one.cell} on ${machine}` }));
}

function distance(a: RunData, b: RunData): number {
  const [from, to] = [a, b].map(({ run }) => latencyEnvironment(run.environment, 'onnxruntime'));
  return environmentDifferences(from!, to!).length;
}

/** CPU and cores for people, digits of the key because two machines may be alike. */
function machineName({ run: { environment } }: RunData): string {
  const { cpu } = environment;
  return `${cpu.model}, ${cpu.logicalCores} cores (${machineKey(environment).slice(0, 6)})`;
}
