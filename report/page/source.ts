import type { ReportData, Source } from '../data.ts';
import { h } from './dom.ts';

/** A link to the record that a figure comes from. */
export function sourceLink(data: ReportData, { run, line }: Source): HTMLElement {
  const { folder = '', id = '' } = data.runs[run] ?? {};
  const href = `${folder === '' ? '' : `${folder}/`}records.jsonl`;
  return h('a', { href: encodeURI(href), title: `${id}, line ${line}` }, `line ${line}`);
}
