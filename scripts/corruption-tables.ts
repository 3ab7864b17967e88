import { type Corruption, corruptions } from '#corruptions';
import { markdownTable } from './markdown-table.ts';

/** What the documentation takes from the registry: the text between `<!-- name -->` and `<!-- end of name -->` by page. */
export const generated: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'docs/corruptions.md': {
    corruptions: table(corruptions.filter(({ group }) => group !== 'rendition')),
    renditions: table(corruptions.filter(({ group }) => group === 'rendition')),
  },
  'corruptions/README.md': { list: list() },
};

function table(rows: readonly Corruption[]): string {
  const head = ['name', 'group', 'random', 'what it does', 'constants of severities 1 to 5'];
  const cells = rows.map(({ name, group, random, summary, severities }) => [
    `\`${name}\``,
    group,
    random ? 'yes' : 'no',
    summary,
    severities.map(constants).join(', '),
  ]);
  return markdownTable(head, cells);
}

function constants(values: readonly number[]): string {
  // 0.7 * 244 is 170.79999999999998.
  const shown = values.map((value) => Number(value.toPrecision(12)));
  return shown.length === 1 ? String(shown[0]) : `(${shown.join(', ')})`;
}

/** One line per group. */
function list(): string {
  const groups = [...new Set(corruptions.map(({ group }) => group))];
  return groups
    .map((group) => {
      const members = corruptions.filter((corruption) => corruption.group === group);
      return `- ${group}: ${members.map(({ name }) => `\`${name}\``).join(', ')}`;
    })
    .join('\n');
}
