import { machineKey, type RunData, splitByMachine } from '../../results/index.ts';
import { onnxruntime } from '../../runtimes/index.ts';
import { environmentDifferences, latencyEnvironment } from './environment.ts';
import type { ExactChange, Finding } from './types.ts';

/** What one machine measured in the head run, and what it is compared with. */
interface MachinePair {
  readonly base: RunData;
  readonly head: RunData;
  /** Added to cell names; absent if the head run has one machine only. */
  readonly machine?: string;
}

/**
 * Pairs each machine of the head run with the machine of the base run that differs least from it; either run may be
 * merged. The comparison decides whether the two are one series.
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

/** Adds the name of the machine to the cells of its findings. */
export function onMachine<T extends Finding | ExactChange>(
  found: readonly T[],
  { machine }: MachinePair,
): T[] {
  return found.map((one) => (machine === undefined ? one : { ...one, cell: `${one.cell} on ${machine}` }));
}

function distance(a: RunData, b: RunData): number {
  const [from, to] = [a, b].map(({ run }) => latencyEnvironment(run.environment, onnxruntime.name));
  return environmentDifferences(from!, to!).length;
}

/** CPU and cores, and digits of the key because two machines may have the same CPU. */
function machineName({ run: { environment } }: RunData): string {
  const { cpu } = environment;
  return `${cpu.model}, ${cpu.logicalCores} cores (${machineKey(environment).slice(0, 6)})`;
}
