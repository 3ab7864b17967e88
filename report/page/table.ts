import { counted } from '../../src/text/index.ts';
import type { Column } from '../figures/figure.ts';
import { csvLine } from '../formats/csv-line.ts';
import { announce, copyText, h, name } from './dom.ts';
import type { Store } from './state.ts';

/** A column whose text may be an element. */
export type PageColumn<Row> = Omit<Column<Row>, 'text'> & {
  text?(row: Row): string | Node;
};

export interface TableOptions {
  readonly id: string;
  readonly caption: string;
  /** Column to sort by at first, and its direction. */
  readonly sort?: { readonly column: number; readonly descending: boolean };
  /** Keeps sorting and filter in the address. */
  readonly store?: Store;
}

/** Rows shown before "show all". */
const FIRST = 40;

/** A table that sorts, filters and copies as CSV. */
export function table<Row>(
  rows: readonly Row[],
  // The rows determine the row type; a column may need only a part of it.
  columns: readonly PageColumn<NoInfer<Row>>[],
  options: TableOptions,
): HTMLElement {
  const { store, id } = options;
  let sort = sortIn(store?.get().choices[`${id}.sort`], columns.length) ?? options.sort;
  let filter = store?.get().choices[`${id}.filter`] ?? '';
  let all = false;
  const body = h('tbody');
  const more = h('button', { type: 'button', class: 'more', onclick: showAll });
  const count = h('span', { class: 'count' });
  const numeric = columns.map((column) =>
    rows.slice(0, 50).some((row) => typeof column.value(row) === 'number'),
  );
  const heads = columns.map((column, at) =>
    h(
      'th',
      { scope: 'col', class: numeric[at] ? 'number' : undefined },
      h('button', { type: 'button', title: column.hint, onclick: () => sortBy(at) }, column.title),
    ),
  );

  function showAll(): void {
    all = true;
    fill();
  }

  function sortBy(column: number): void {
    sort = { column, descending: sort?.column === column ? !sort.descending : (numeric[column] ?? false) };
    store?.remember(`${id}.sort`, `${column}${sort.descending ? 'down' : 'up'}`);
    fill();
  }

  function chosen(): Row[] {
    const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
    const kept = rows.filter((row) => {
      const text = columns
        .map((column) => String(column.value(row) ?? ''))
        .join(' ')
        .toLowerCase();
      return wanted.every((word) => text.includes(word));
    });
    const by = sort === undefined ? undefined : columns[sort.column];
    if (by === undefined) return kept;
    const direction = sort?.descending ? -1 : 1;
    return kept.sort((a, b) => direction * compare(by.value(a), by.value(b)));
  }

  function fill(): void {
    const kept = chosen();
    const shown = all ? kept : kept.slice(0, FIRST);
    body.replaceChildren(
      ...shown.map((row) => h('tr', {}, ...columns.map((column, at) => cell(column, row, at)))),
    );
    more.hidden = shown.length === kept.length;
    more.textContent = `Show all ${kept.length}`;
    const total = counted(rows.length, 'row');
    count.textContent = kept.length === rows.length ? total : `${kept.length} of ${total}`;
    heads.forEach((head, at) => {
      if (sort?.column === at) head.setAttribute('aria-sort', sort.descending ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
  }

  function cell(column: PageColumn<Row>, row: Row, at: number): HTMLElement {
    const shown = column.text?.(row) ?? column.value(row) ?? '–';
    const content = typeof shown === 'object' ? shown : numeric[at] ? String(shown) : name(String(shown));
    return h('td', { class: numeric[at] ? 'number' : undefined }, content);
  }

  const copy = async () => {
    const lines = [
      columns.map(({ title }) => title),
      ...chosen().map((row) => columns.map(({ value }) => value(row))),
    ];
    await copyText(lines.map(csvLine).join(''));
    announce(`${options.caption}: copied as CSV`);
  };
  const search = h('input', {
    type: 'search',
    placeholder: 'filter',
    'aria-label': `filter: ${options.caption}`,
    value: filter,
    oninput: (event) => {
      filter = (event.target as HTMLInputElement).value;
      store?.remember(`${id}.filter`, filter);
      fill();
    },
  });
  fill();
  return h(
    'div',
    { class: 'table', id: options.id },
    h(
      'div',
      { class: 'tools' },
      search,
      count,
      h('button', { type: 'button', class: 'copy', onclick: copy }, 'Copy CSV'),
    ),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': options.caption },
      h('table', {}, h('caption', {}, options.caption), h('thead', {}, h('tr', {}, ...heads)), body),
    ),
    more,
  );
}

/** Reads a column and its direction from the address, such as `3down`; undefined for anything else. */
function sortIn(text: string | undefined, columns: number): TableOptions['sort'] {
  const [, column, direction] = /^(\d{1,3})(up|down)$/.exec(text ?? '') ?? [];
  if (column === undefined || Number(column) >= columns) return undefined;
  return { column: Number(column), descending: direction === 'down' };
}

/** Orders numbers by size and text by alphabet; missing values last. */
function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}
