import type { ReportData, Source } from '../data/types.ts';
import type { Column, Table } from '../figures/figure.ts';
import { h, name } from './dom.ts';
import { recordColumn } from './source.ts';
import { type Store, viewOf } from './state.ts';
import { type PageColumn, table } from './table.ts';

/** A table that follows the reader's choices; each row that comes from a record links to it. */
export function tableFigure(
  data: ReportData,
  store: Store,
  { id, title, rows, columns, sort }: Table,
): HTMLElement {
  const own = columns(data).filter(({ only }) => only !== 'markdown');
  const sorted = own.findIndex((column) => column.title === sort?.column);
  const start = sort && sorted >= 0 ? { column: sorted, descending: sort.descending } : undefined;
  const holder = h('div');
  const fill = () => {
    const all = rows(viewOf(data, store.get()));
    const linked = all.every(hasSource) ? [recordColumn(data) as PageColumn<unknown>] : [];
    holder.replaceChildren(
      table(all, [...own.map(pageColumn), ...linked], {
        store,
        id,
        caption: title,
        ...(start === undefined ? {} : { sort: start }),
      }),
    );
  };
  fill();
  store.onChange(fill);
  return holder;
}

function hasSource(row: unknown): row is Source {
  return typeof row === 'object' && row !== null && 'run' in row && 'line' in row;
}

function pageColumn(column: Column<unknown>): PageColumn<unknown> {
  if (!column.verdict) return column;
  return { ...column, text: (row) => marked(String(column.value(row))) };
}

/** A verdict in words with a mark, so that colour is not its only sign. */
function marked(verdict: string): HTMLElement {
  const kind = /regressed|opposite/.test(verdict)
    ? 'bad'
    : /improved|reproduced/.test(verdict)
      ? 'good'
      : 'plain';
  const mark = { bad: '▼ ', good: '▲ ', plain: '● ' }[kind];
  return h('span', { class: `verdict ${kind}` }, mark, name(verdict));
}
