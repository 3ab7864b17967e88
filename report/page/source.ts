import type { ReportData, Source } from '../data/types.ts';
import { h, name } from './dom.ts';
import type { PageColumn } from './table.ts';

/** Links to the record that a value comes from. */
function sourceLink(data: ReportData, { run, line }: Source): HTMLElement {
  const { id = '' } = data.runs[run] ?? {};
  return h('a', { href: recordsFile(data, run), title: `${id}, line ${line}` }, `line ${line}`);
}

/** The column of a table that links each row to its record. */
export function recordColumn(data: ReportData): PageColumn<Source> {
  return {
    title: 'record',
    value: (row) => `${data.runs[row.run]?.id}:${row.line}`,
    text: (row) => sourceLink(data, row),
  };
}

/** Links to the records that a chart is drawn from, run by run. */
export function recordLinks(data: ReportData, sources: readonly Source[]): HTMLElement {
  const runs = [...new Set(sources.map(({ run }) => run))];
  const links = runs.flatMap((run, at) => {
    const lines = sources.filter((source) => source.run === run).map(({ line }) => line);
    const { id = '' } = data.runs[run] ?? {};
    return [
      at === 0 ? '' : '; ',
      h('a', { href: recordsFile(data, run) }, name(id)),
      ` ${spans([...new Set(lines)].sort((a, b) => a - b))}`,
    ];
  });
  return h('p', { class: 'records' }, 'Records: ', ...links);
}

function recordsFile(data: ReportData, run: number): string {
  const { folder = '' } = data.runs[run] ?? {};
  return encodeURI(`${folder === '' ? '' : `${folder}/`}records.jsonl`);
}

/** `lines 2–5, 9` */
function spans(lines: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const line of lines) {
    const last = parts.at(-1);
    if (last !== undefined && last[1] === line - 1) last[1] = line;
    else parts.push([line, line]);
  }
  const text = parts.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
  return `${lines.length === 1 ? 'line' : 'lines'} ${text}`;
}
