import { listCorruptions } from './list.ts';

/** Tables of the registry for `docs/corruptions.md`: the corruptions of ImageNet-C, and the renditions. */
export function corruptionTables(): { readonly corruptions: string; readonly renditions: string } {
  const all = listCorruptions();
  return {
    corruptions: table(all.filter(({ group }) => group !== 'rendition')),
    renditions: table(all.filter(({ group }) => group === 'rendition')),
  };
}

function table(list: ReturnType<typeof listCorruptions>): string {
  const head = ['name', 'group', 'random', 'what it does', 'constants of severities 1 to 5'];
  const rows = list.map(({ name, group, random, summary, severities }) => [
    `\`${name}\``,
    group,
    random ? 'yes' : 'no',
    summary,
    severities.map(constants).join(', '),
  ]);
  // Padded, as the formatter wants it.
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const rule = widths.map((width) => '-'.repeat(width));
  return [head, rule, ...rows]
    .map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`)
    .join('\n');
}

function constants(values: readonly number[]): string {
  return values.length === 1 ? String(values[0]) : `(${values.join(', ')})`;
}
