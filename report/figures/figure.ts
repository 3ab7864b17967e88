import type { ChartSpec } from '../charts/chart.ts';
import type { ChartStyle } from '../charts/style.ts';
import type { ReportData, Source } from '../data/types.ts';
import type { Control, View } from './view.ts';

/** Section of the page that shows a figure. */
export type SectionId =
  | 'answer'
  | 'latency'
  | 'accuracy'
  | 'robustness'
  | 'ablations'
  | 'claims'
  | 'history-section'
  | 'machine';

interface Common {
  readonly id: string;
  readonly section: SectionId;
  readonly title: string;
}

/** A chart: on the page, as a PNG file, and as a picture in Markdown. */
export interface Chart<Row = Source> extends Common {
  /** What the figure shows and how it was measured, in one or two sentences. */
  note(data: ReportData): string;
  /** As wide as the page. */
  readonly wide?: boolean;
  /** The controls that change it. */
  readonly controls: readonly Control[];
  /** Whether a report has this figure; default: if there are rows for some choice. */
  shown?(data: ReportData): boolean;
  /** The rows that are drawn, each with its source (several, if a mark combines records). */
  rows(view: View): readonly (Row & { readonly also?: Source })[];
  /** Pixels; the usual height unless given. */
  height?(rows: readonly Row[]): number;
  chart(rows: readonly Row[], style: ChartStyle, view: View): ChartSpec;
}

/** A table: on the page and, if it says so, in Markdown. */
export interface Table<Row = unknown> extends Common {
  readonly markdown: boolean;
  rows(view: View): readonly Row[];
  columns(data: ReportData): readonly Column<Row>[];
  /** Column to sort by at first, and its direction. */
  readonly sort?: { readonly column: string; readonly descending: boolean };
}

export interface Column<Row> {
  readonly title: string;
  /** Shown when the pointer rests on the head. */
  readonly hint?: string;
  /** The value for sorting and copying. */
  value(row: Row): string | number | undefined;
  /** The text to show; default: the value. */
  text?(row: Row): string;
  /** The only place that shows the column; default: both. */
  readonly only?: 'page' | 'markdown';
  /** A verdict, which the page marks as good or bad. */
  readonly verdict?: boolean;
}

export type Figure = Chart | Table;

/** Pixels for a chart with a horizontal bar (or a row) per name. */
export function barsHeight(count: number): number {
  return 110 + 30 * Math.min(40, Math.max(1, count));
}
