import { type LatencyCell, latencyCellId, type RecordLine } from './schema.ts';

/**
 * Drops replaced records: a later record of a cell in its group replaces an earlier one, and so does a later
 * verdict on a claim, because a resumed run tries failed cells again and judges its claims again.
 */
export function withoutReplaced(records: readonly RecordLine[]): RecordLine[] {
  const holding = new Map<string | RecordLine, RecordLine>();
  for (const record of records) holding.set(replacedBy(record) ?? record, record);
  return [...holding.values()];
}

/** A key that a record shares with those that it replaces; undefined for records that replace none. */
function replacedBy(record: RecordLine): string | undefined {
  const machine = 'machine' in record ? record.machine : undefined;
  if (record.type === 'claim') return `claim ${record.id} ${machine}`;
  if (record.type !== 'latency' && record.type !== 'failed') return undefined;
  if (record.group === undefined || record.cell.resolution === undefined) return undefined;
  return `cell ${record.group} ${latencyCellId(record.cell as LatencyCell)} ${machine}`;
}
