import { history } from '../../charts/history.ts';
import type { ReportData } from '../../data.ts';
import { asChange } from '../../values.ts';
import { chooser } from '../controls.ts';
import { h } from '../dom.ts';
import { figure } from '../figure.ts';
import { recordLinks, sourceLink } from '../source.ts';
import type { Store } from '../state.ts';
import { table } from '../table.ts';

export function historySection(data: ReportData, store: Store): HTMLElement[] | undefined {
  if (data.histories.length === 0) return undefined;
  const series = [...new Set(data.histories.map(({ series: id, metric }) => `${id}, ${metric}`))].sort();
  const chosen = () => store.get().choices.series ?? series[0];
  const drawn = () => data.histories.filter(({ series: id, metric }) => `${id}, ${metric}` === chosen());
  const changes = data.histories.flatMap((record) => record.changes.map((change) => ({ ...change, record })));
  return [
    h(
      'div',
      { class: 'figures' },
      figure(store, {
        id: 'history',
        title: 'Over the nights',
        note: 'One cell; a line an environment, never joined. Dashed verticals are change points.',
        wide: true,
        controls: [
          chooser(
            store,
            'series',
            'cell',
            series.map((value) => ({ value, text: value.slice(0, 100) })),
          ),
        ],
        build: (style) => history(drawn(), style),
        records: () => recordLinks(data, drawn()),
      }),
    ),
    ...(changes.length > 0
      ? [
          table(
            changes,
            [
              { title: 'cell', value: (row) => row.record.series },
              { title: 'metric', value: (row) => row.record.metric },
              { title: 'since', value: (row) => row.at.slice(0, 10) },
              { title: 'change', value: (row) => row.ratio, text: (row) => asChange(row.ratio) },
              { title: 'commit', value: (row) => row.commit?.slice(0, 12) },
              { title: 'environment', value: (row) => row.record.environment },
              {
                title: 'record',
                value: ({ record }) => `${data.runs[record.run]?.id}:${record.line}`,
                text: ({ record }) => sourceLink(data, record),
              },
            ],
            { store, id: 'changes-table', caption: 'Change points', sort: { column: 2, descending: true } },
          ),
        ]
      : []),
  ];
}
