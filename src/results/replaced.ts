import { type LatencyCell, latencyCellId, type RecordLine } from './schema.ts';

/**
 * The records that hold. A later record of a cell in its group takes the place of an earlier one, and so does a
 * later verdict on a claim: cells that failed are tried again when a run is gone on with, and what follows from
 * them is said anew.
 */
export function withoutReplaced(records: readonly RecordLine[]): RecordLine[] {
  const holding = new Map<string | RecordLine, RecordLine>();
  for (const record of records) holding.set(replacedBy(record) ?? record, record);
  return [...holding.values()];
}

/** What two records share of which the later one holds; undefined where every record holds. */
function replacedBy(record: RecordLine): string | undefined {
  const machine = 'machine' in record ? record.machine : undefined;
  if (record.type === 'claim') return `claim ${record.id} ${machine}`;
  if (record.type !== 'latency' && record.type !== 'failed') return undefined;
  if (record.group === undefined || record.cell.resolution === undefined) return undefined;
  return `cell ${record.group} ${latencyCellId(record.cell as LatencyCell)} ${machine}`;
}
