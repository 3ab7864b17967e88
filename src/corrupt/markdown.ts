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
  const rows = list.map(({ name, group, random, summary, severities }) =>
    [`\`${name}\``, group, random ? 'yes' : 'no', summary, severities.map(constants).join(', ')].join(' | '),
  );
  const head = ['name', 'group', 'random', 'what it does', 'constants of severities 1 to 5'];
  return [head.join(' | '), head.map(() => '---').join(' | '), ...rows].map((row) => `| ${row} |`).join('\n');
}

function constants(values: readonly number[]): string {
  return values.length === 1 ? String(values[0]) : `(${values.join(', ')})`;
}
