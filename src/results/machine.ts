import { createHash } from 'node:crypto';
import type { Environment } from './environment.ts';
import type { RunData } from './read.ts';
import type { RecordLine } from './schema.ts';

/**
 * Names the machine of an environment: twelve hexadecimal digits over the hardware, the system, its limits and
 * every version. What changes from start to start (load, free memory) is no part of it.
 */
export function machineKey({ cpu, memory, os, limits, container, ci, versions }: Environment): string {
  const essence = [
    cpu,
    memory.totalBytes,
    os,
    limits,
    container,
    ci ?? null,
    Object.entries(versions).sort(),
  ];
  return createHash('sha256').update(JSON.stringify(essence)).digest('hex').slice(0, 12);
}

/** The machine that a record names, where it can name one. */
export function recordMachine(record: RecordLine): string | undefined {
  return 'machine' in record ? record.machine : undefined;
}

/**
 * A merged run as one run a machine, so that figures of two machines are never joined; any other run as
 * it is. Records that no machine made (accuracy) stay with the first.
 */
export function splitByMachine(data: RunData): RunData[] {
  const machines = Object.entries(data.run.machines ?? {});
  if (machines.length < 2) return [data];
  return machines.map(([key, environment], at) => {
    const own = data.records.flatMap((record, index) =>
      (recordMachine(record) ?? machines[0]?.[0]) === key ? [{ record, line: data.lines[index] ?? 0 }] : [],
    );
    return {
      ...data,
      run: { ...data.run, environment },
      records: own.map(({ record }) => record),
      lines: own.map(({ line }) => line),
      problems: at === 0 ? data.problems : [],
    };
  });
}
