import type { Environment, RatioTime } from '../../results/index.ts';
import { RUNTIMES } from '../../runtimes/index.ts';

/** Programs whose version affects a latency on every runtime. */
const DECISIVE = ['fastvit-bench', 'node'];

/**
 * Returns what the latencies of one series share, besides cell and model file: the machine, and the versions that affect a
 * latency on this runtime. Pairs of name and value, in a fixed order.
 */
export function latencyEnvironment(
  environment: Environment,
  runtime: string,
): [name: string, value: string][] {
  const { cpu, os, limits, versions } = environment;
  const machine: [string, string | undefined][] = [
    ['CPU', cpu.model],
    ['cores', `${cpu.logicalCores}, ${cpu.available} available`],
    ['architecture', cpu.architecture],
    ['governor', cpu.governor],
    ['CPU quota', limits.cpus === undefined ? undefined : String(limits.cpus)],
    ['system', os.platform],
  ];
  // A record may name a runtime that no longer exists.
  const packages = RUNTIMES.find(({ name }) => name === runtime)?.packages ?? [];
  const names = [...DECISIVE, ...packages];
  const software = names.map((name): [string, string | undefined] => [name, versions[name]]);
  return [...machine, ...software].filter((pair): pair is [string, string] => pair[1] !== undefined);
}

/** Returns what the nights of one series share: as `latencyEnvironment`, and the time that their ratios rest on. */
export function seriesEnvironment(
  environment: Environment,
  runtime: string,
  time: RatioTime | undefined,
): [name: string, value: string][] {
  const facts = latencyEnvironment(environment, runtime);
  // Ratios by CPU time and by wall time are never joined.
  return time === 'cpu' ? [...facts, ['ratio by', 'CPU time']] : facts;
}

/** One line for tables: `Xeon 8259, 2 cores, linux; node 20.19.0, onnxruntime-node 1.30.0`. */
export function environmentName(facts: readonly (readonly [name: string, value: string])[]): string {
  const of = (name: string) => facts.find(([known]) => known === name)?.[1];
  const versions = facts.filter(
    ([name]) => /^[@a-z]/.test(name) && !['architecture', 'governor', 'cores', 'system'].includes(name),
  );
  const cores = of('cores')?.split(',')[0];
  // What does not depend on the machine, such as an accuracy, has no facts about it.
  const machine = [of('CPU'), cores && `${cores} cores`, of('system')].filter(Boolean).join(', ');
  return [machine, versions.map((pair) => pair.join(' ')).join(', ')].filter(Boolean).join('; ');
}

/** Names the differences between two environments; empty if their latencies belong to one series. */
export function environmentDifferences(
  base: readonly (readonly [name: string, value: string])[],
  head: readonly (readonly [name: string, value: string])[],
): string[] {
  const names = [...new Set([...base, ...head].map(([name]) => name))];
  return names.flatMap((name) => {
    const [before, after] = [base, head].map((facts) => facts.find(([known]) => known === name)?.[1]);
    return before === after ? [] : [`${name} ${before ?? 'unknown'}, now ${after ?? 'unknown'}`];
  });
}
