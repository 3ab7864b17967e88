import { answer } from '../answer.ts';
import type { ReportData } from '../data/types.ts';
import { announce, copyText, h } from './dom.ts';

/** The answer as paragraphs, with a button that copies it. */
export function answerText(data: ReportData): HTMLElement[] {
  const lines = answer(data);
  if (lines.length === 0) return [];
  const copy = async () => {
    await copyText(lines.join('\n'));
    announce('answer copied');
  };
  return [
    h('div', { class: 'answer' }, ...lines.map((line) => h('p', {}, h('bdi', {}, line)))),
    h('div', { class: 'tools' }, h('button', { type: 'button', onclick: copy }, 'Copy as text')),
  ];
}
