import { createHash } from 'node:crypto';
import type { Environment } from './environment.ts';
import type { RunData } from './read.ts';
import type { RecordLine } from './schema.ts';

/**
 * The key of a machine in merged runs: twelve hexadecimal digits of a digest over hardware, system, limits and all
 * versions. Load and free memory, which change from start to start, are not part of it.
 */
export function machineKey({ cpu, memory, os, limits, container, ci, versions }: Environment): string {
  const identity = [
    cpu,
    memory.totalBytes,
    os,
    limits,
    container,
    ci ?? null,
    Object.entries(versions).sort(),
  ];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 12);
}

/** The key of the machine that a record was made on; undefined for records without one. */
export function recordMachine(record: RecordLine): string | undefined {
  return 'machine' in record ? record.machine : undefined;
}

/**
 * Splits a merged run into one run per machine, so that figures of two machines are never combined; any other run is
 * returned as it is. Records that do not depend on a machine (accuracy) stay with the first.
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
