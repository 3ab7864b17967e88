import { FailedAccuracyCell, type LatencyCell, latencyCellId, type RecordLine, recordId } from './schema.ts';

/**
 * Drops replaced records: a later record of a cell in its group replaces an earlier one, and so does a later
 * verdict on a claim, because a resumed run tries failed cells again and judges its claims again. An accuracy replaces
 * an earlier one, and the failure of its model; the failure of a model replaces everything about its accuracy.
 */
export function withoutReplaced(records: readonly RecordLine[]): RecordLine[] {
  const holding = new Map<string | RecordLine, RecordLine>();
  const about = accuracyKeys();
  for (const record of records) {
    const failure = failedAccuracy(record);
    if (failure !== undefined) for (const key of about.of(failure)) holding.delete(key);
    const key = replacedBy(record) ?? record;
    holding.set(key, record);
    if (typeof key === 'string') for (const model of accuracyModels(record)) about.add(model, key);
    if (record.type === 'accuracy') holding.delete(`failed ${modelKey(record.cell)}`);
  }
  return [...holding.values()];
}

/** A key that a record shares with those that it replaces; undefined for records that replace none. */
function replacedBy(record: RecordLine): string | undefined {
  const machine = 'machine' in record ? record.machine : undefined;
  switch (record.type) {
    case 'claim':
      return `claim ${record.id} ${machine}`;
    case 'accuracy':
    case 'robustness':
    case 'accuracy-comparison':
      return recordId(record);
    case 'latency':
    case 'failed': {
      const failure = failedAccuracy(record);
      if (failure !== undefined) return `failed ${failure}`;
      if (record.group === undefined || record.cell.resolution === undefined) return undefined;
      return `cell ${record.group} ${latencyCellId(record.cell as LatencyCell)} ${machine}`;
    }
    default:
      return undefined;
  }
}

/** The model of a failed record of accuracy, as a key. */
function failedAccuracy(record: RecordLine): string | undefined {
  if (record.type !== 'failed') return undefined;
  const { success, data } = FailedAccuracyCell.safeParse(record.cell);
  return success ? modelKey(data) : undefined;
}

/** The models of a record that is computed from predictions, as keys. */
function accuracyModels(record: RecordLine): string[] {
  switch (record.type) {
    case 'accuracy':
      return [modelKey(record.cell)];
    case 'robustness':
      return [modelKey(record)];
    case 'accuracy-comparison':
      return record.models.map((model) => modelKey({ ...record, model }));
    default:
      return [];
  }
}

function modelKey({ model, dataset, protocol }: FailedAccuracyCell): string {
  return JSON.stringify([model, dataset, protocol]);
}

function accuracyKeys() {
  const known = new Map<string, Set<string>>();
  return {
    of: (model: string): ReadonlySet<string> => known.get(model) ?? new Set(),
    add: (model: string, key: string) => known.set(model, (known.get(model) ?? new Set()).add(key)),
  };
}
