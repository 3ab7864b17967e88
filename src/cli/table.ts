import Table from 'cli-table3';
import { visibleLine } from '../text/index.ts';

/** A cell of a table: numbers are aligned right, a missing value is shown as a dash. */
export type TableCell = string | number | undefined;

/** Formats a table for the terminal: a line of heads, then a line per row, without frames. */
export function formatTable(head: readonly string[], rows: readonly (readonly TableCell[])[]): string {
  const aligned = head.map((_, column) => (rows.some((row) => isNumeric(row[column])) ? 'right' : 'left'));
  const table = new Table({
    head: head.map(visibleLine),
    colAligns: aligned as ('left' | 'right')[],
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '',
    },
  });
  for (const row of rows)
    table.push(row.map((cell) => (cell === undefined ? '-' : visibleLine(String(cell)))));
  const lines = table.toString().split('\n');
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function isNumeric(cell: TableCell): boolean {
  return (
    typeof cell === 'number' ||
    (typeof cell === 'string' && /^[-−+]?\d[\d.,]*( (%|ms|M|G|MB|GiB|×))?$/.test(cell))
  );
}
