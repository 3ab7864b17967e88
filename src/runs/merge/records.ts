import {
  type ClaimRecord,
  type Environment,
  latencyCellId,
  machineKey,
  noiseFloors,
  type RecordLine,
  type RunData,
  recordId,
  recordMachine,
} from '../../results/index.ts';
import { isMeasured } from '../execute/index.ts';
import type { Claim, JudgeClaims } from '../suite/index.ts';
import { canonicalJson, type PlannedGroup } from '../suite/index.ts';

export interface MergedRecords {
  /** In the order of the plan, then of the machines. */
  readonly records: readonly RecordLine[];
  /** Pictures of the data, which follow the accuracies. */
  readonly gallery: readonly RecordLine[];
  /** Environments by machine key, in the order of the runs. */
  readonly machines: Readonly<Record<string, Environment>>;
  /** Identical copies of records. */
  readonly duplicates: number;
  /** Records that were measured again on the same machine; the first measurement is kept. */
  readonly repeated: readonly string[];
  /** Groups of the plan that no machine measured completely. */
  readonly missing: readonly string[];
}

/**
 * Merges what cannot be computed from predictions, latencies and failures. If they are of several machines, each
 * record names its machine; if all are of one machine, none does.
 */
export function mergeRecords(runs: readonly RunData[], groups: readonly PlannedGroup[]): MergedRecords {
  const machines = machinesOf(runs);
  const known = new Map<string, RecordLine>();
  const repeated: string[] = [];
  let duplicates = 0;
  for (const run of runs) {
    for (const record of run.records) {
      if (isDerived(record)) continue;
      const own = withMachine(record, run, machines);
      const id = recordId(own);
      const earlier = known.get(id);
      if (earlier === undefined) known.set(id, own);
      else if (canonicalJson(earlier) === canonicalJson(own)) duplicates++;
      else repeated.push(id);
    }
  }
  const records = withoutRecovered([...known.values()]);
  const keys = Object.keys(machines);
  return {
    records: inPlanOrder(
      records.filter(({ type }) => type !== 'gallery'),
      groups,
      keys,
    ),
    gallery: records.filter(({ type }) => type === 'gallery'),
    machines,
    duplicates,
    repeated: [...new Set(repeated)].sort(),
    missing: groups
      .filter((group) => !keys.some((key) => isMeasured(group, ofMachine(records, key, keys))))
      .map(({ id }) => id),
  };
}

/** Judges claims per machine. A claim that no machine can judge has a single verdict. */
export function mergedClaims(
  claims: readonly Claim[],
  records: readonly RecordLine[],
  machines: readonly string[],
  judge: JudgeClaims,
): ClaimRecord[] {
  const judged = machines.map((key) => {
    const own = ofMachine(records, key, machines);
    const calibration = own.find((record) => record.type === 'calibration');
    return judge(claims, own, noiseFloors(calibration)).map((claim) =>
      machines.length > 1 ? { ...claim, machine: key } : claim,
    );
  });
  return claims.flatMap((_, at) => {
    const found = judged.map((verdicts) => verdicts[at] as ClaimRecord);
    const measurable = found.filter(({ measured }) => measured !== undefined);
    return measurable.length > 0 ? measurable : found.slice(0, 1);
  });
}

/** Returns whether a record is computed again from the merged run. */
function isDerived({ type }: RecordLine): boolean {
  return type === 'accuracy' || type === 'robustness' || type === 'accuracy-comparison' || type === 'claim';
}

function machinesOf(runs: readonly RunData[]): Record<string, Environment> {
  const machines: Record<string, Environment> = {};
  for (const { run } of runs) {
    for (const environment of [...Object.values(run.machines ?? {}), run.environment])
      machines[machineKey(environment)] ??= environment;
  }
  return machines;
}

function withMachine(record: RecordLine, { run }: RunData, machines: Readonly<Record<string, unknown>>) {
  if (record.type !== 'latency' && record.type !== 'failed' && record.type !== 'calibration') return record;
  const { machine = machineKey(run.environment), ...rest } = record;
  return Object.keys(machines).length > 1 ? { ...rest, machine } : rest;
}

/** Removes failures of cells that the same machine measured in another run. */
function withoutRecovered(records: readonly RecordLine[]): RecordLine[] {
  const measured = new Set(
    records.flatMap((record) => (record.type === 'latency' ? [cellKey(record.cell, record.machine)] : [])),
  );
  return records.filter(
    (record) => record.type !== 'failed' || !measured.has(cellKey(record.cell, record.machine)),
  );
}

function cellKey(cell: unknown, machine: string | undefined): string {
  return canonicalJson([cell, machine ?? null]);
}

function ofMachine(records: readonly RecordLine[], key: string, keys: readonly string[]): RecordLine[] {
  return records.filter((record) => (recordMachine(record) ?? keys[0]) === key);
}

function inPlanOrder(
  records: readonly RecordLine[],
  groups: readonly PlannedGroup[],
  machines: readonly string[],
): RecordLine[] {
  const places = new Map<string, number>();
  for (const { id, cells } of groups) {
    for (const { cell } of cells) places.set(`${id}/${latencyCellId(cell)}`, places.size);
  }
  const place = (record: RecordLine) =>
    (record.type === 'latency' ? places.get(`${record.group}/${latencyCellId(record.cell)}`) : undefined) ??
    places.size;
  const rank = (record: RecordLine) => machines.indexOf(recordMachine(record) ?? '');
  return records.toSorted(
    (a, b) => place(a) - place(b) || rank(a) - rank(b) || (recordId(a) < recordId(b) ? -1 : 1),
  );
}
