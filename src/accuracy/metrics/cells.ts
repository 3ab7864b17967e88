import type { AccuracyCell } from '../../results/index.ts';
import type { Row } from '../predictions/index.ts';

/** The columns that identify a cell. */
export const CELL = 'model, dataset, corruption, severity, protocol';

/** Returns the identity of the cell of a row. */
export function cellOf(row: Row): AccuracyCell {
  return {
    model: String(row.model),
    dataset: String(row.dataset),
    corruption: String(row.corruption),
    severity: Number(row.severity),
    protocol: String(row.protocol),
  };
}

/** Groups the rows of a query, which has the columns of `CELL`, by cell. */
export function byCell(rows: readonly Row[]): (cell: AccuracyCell) => readonly Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(cellOf(row));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return (cell) => groups.get(keyOf(cell)) ?? [];
}

function keyOf({ model, dataset, corruption, severity, protocol }: AccuracyCell): string {
  return JSON.stringify([model, dataset, corruption, severity, protocol]);
}

/**
 * Sums a column in whole billionths. Integers add up to the same in any order, so that the last bits depend neither on
 * how rows are split into parts nor on threads.
 */
export function exactSum(column: string): string {
  return `sum(round(${column} * 1e9)::HUGEINT)::DOUBLE / 1e9`;
}
