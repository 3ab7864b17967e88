import { answer } from '../../answer.ts';
import type { ReportData } from '../../data.ts';
import { announce, copyText, h, name } from '../dom.ts';
import { recordColumn } from '../source.ts';
import type { Store } from '../state.ts';
import { table } from '../table.ts';

export function answerSection(data: ReportData, store: Store): HTMLElement[] | undefined {
  const lines = answer(data);
  if (lines.length === 0) return undefined;
  const copy = async () => {
    await copyText(lines.join('\n'));
    announce('the answer: copied');
  };
  return [
    h('div', { class: 'answer' }, ...lines.map((line) => h('p', {}, h('bdi', {}, line)))),
    h('div', { class: 'tools' }, h('button', { type: 'button', onclick: copy }, 'Copy as text')),
    ...(data.verdicts.length > 0
      ? [
          table(
            data.verdicts,
            [
              { title: 'cell', value: (row) => row.cell },
              { title: 'metric', value: (row) => row.metric },
              { title: 'verdict', value: (row) => row.verdict, text: (row) => verdict(row.verdict) },
              {
                title: 'ratio',
                value: (row) => row.ratio?.value,
                text: (row) => row.ratio?.value.toFixed(3) ?? '–',
              },
              {
                title: 'low',
                value: (row) => row.ratio?.low,
                text: (row) => row.ratio?.low.toFixed(3) ?? '–',
              },
              {
                title: 'high',
                value: (row) => row.ratio?.high,
                text: (row) => row.ratio?.high.toFixed(3) ?? '–',
              },
              { title: 'against', value: (row) => row.base },
              { title: 'note', value: (row) => row.note },
              recordColumn(data),
            ],
            {
              store,
              id: 'verdicts-table',
              caption: 'Against the baseline, cell by cell',
              sort: { column: 3, descending: true },
            },
          ),
        ]
      : []),
  ];
}

/** A verdict in words with a mark, so that colour is not its only sign. */
export function verdict(text: string): HTMLElement {
  const kind = /regressed|opposite/.test(text) ? 'bad' : /improved|reproduced/.test(text) ? 'good' : 'plain';
  const mark = { bad: '▼ ', good: '▲ ', plain: '● ' }[kind];
  return h('span', { class: `verdict ${kind}` }, mark, name(text));
}
