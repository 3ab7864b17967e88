import type { Chart as DrawnChart } from 'chart.js';
import { type ChartSpec, empty } from '../charts/chart.ts';
import { chartJs } from '../charts/register.ts';
import { type ChartStyle, darkStyle, lightStyle } from '../charts/style.ts';
import type { ReportData } from '../data/types.ts';
import type { Chart } from '../figures/figure.ts';
import { chooser } from './controls.ts';
import { announce, h } from './dom.ts';
import { recordLinks } from './source.ts';
import { type Store, viewOf } from './state.ts';
import { table } from './table.ts';

/** Pixels of a chart that does not say its height. */
const HEIGHT = 340;

/**
 * A chart with its title, note, choices, data and picture. It is drawn when it comes into view, and again when the
 * state changes; without anything to draw it says so.
 */
export function chartFigure(data: ReportData, store: Store, figure: Chart): HTMLElement {
  const { id, title } = figure;
  const canvas = h('canvas', { role: 'img' });
  const frame = h('div', { class: 'canvas' }, canvas);
  const nothing = h('p', { class: 'nothing', hidden: true }, 'Nothing to show for this choice.');
  const details = h('details', {}, h('summary', {}, 'Data'));
  const save = h('button', { type: 'button', class: 'copy', onclick: () => savePicture() }, 'Save PNG');
  const choosers = figure.controls.flatMap((control) => chooser(data, store, control));
  const rows = () => figure.rows(viewOf(data, store.get()));
  const resize = () => {
    frame.style.height = `${figure.height?.(rows()) ?? HEIGHT}px`;
  };
  resize();
  const element = h(
    'figure',
    { id, class: figure.wide ? 'wide' : undefined },
    h('figcaption', {}, h('h3', {}, title), h('p', {}, figure.note(data))),
    ...(choosers.length > 0 ? [h('div', { class: 'tools' }, ...choosers)] : []),
    frame,
    nothing,
    h('div', { class: 'under' }, details, save),
  );
  let chart: DrawnChart | undefined;
  let visible = false;
  let stale = true;

  function draw(): void {
    if (!visible || !stale) return;
    stale = false;
    chart?.destroy();
    chart = undefined;
    resize();
    const spec = buildSafely();
    frame.hidden = spec.config === undefined;
    nothing.hidden = spec.config !== undefined;
    canvas.setAttribute('aria-label', `${title}. ${spec.summary.join('. ')}`.slice(0, 2000));
    if (spec.config !== undefined) {
      const Kind = chartJs();
      // biome-ignore lint/suspicious/noExplicitAny: ChartConfig is the common part of chart.js' types.
      chart = new Kind(canvas, spec.config as any);
    }
    element.dataset.drawn = spec.config === undefined ? 'nothing' : 'chart';
    if (details.open) fillData(spec);
    details.ontoggle = () => details.open && fillData(spec);
  }

  /** An error in one figure must not break the page. */
  function buildSafely(): ChartSpec {
    try {
      return figure.chart(rows(), styleOf(store), viewOf(data, store.get()));
    } catch (error) {
      console.error(`${id}: ${error}`);
      return empty;
    }
  }

  function fillData(spec: ChartSpec): void {
    for (const old of details.querySelectorAll('.table, .records')) old.remove();
    const sources = rows().flatMap((row) => (row.also === undefined ? [row] : [row, row.also]));
    details.append(
      recordLinks(data, sources),
      table(pointsOf(spec), POINT_COLUMNS, { id: `${id}-data`, caption: `${title}: data` }),
    );
  }

  function savePicture(): void {
    if (chart === undefined) return;
    const flat = h('canvas', { width: canvas.width, height: canvas.height });
    const context = flat.getContext('2d');
    if (!context) return;
    context.fillStyle = styleOf(store).surface;
    context.fillRect(0, 0, flat.width, flat.height);
    context.drawImage(canvas, 0, 0);
    h('a', { href: flat.toDataURL('image/png'), download: `${id}.png` }).click();
    announce(`${title}: saved as PNG`);
  }

  new IntersectionObserver(
    (entries) => {
      visible = visible || entries.some(({ isIntersecting }) => isIntersecting);
      draw();
    },
    { rootMargin: '300px' },
  ).observe(element);
  addEventListener('beforeprint', () => {
    visible = true;
    draw();
    chart?.resize();
  });
  store.onChange(() => {
    stale = true;
    draw();
  });
  return element;
}

/** Returns the chart colours of the current theme. */
function styleOf(store: Store): ChartStyle {
  return store.get().theme === 'dark' ? darkStyle : lightStyle;
}

interface Point {
  readonly series: string;
  readonly x: string | number | undefined;
  readonly y: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

const POINT_COLUMNS = [
  { title: 'series', value: (point: Point) => point.series },
  { title: 'x', value: (point: Point) => point.x },
  { title: 'y', value: (point: Point) => point.y },
  { title: 'low', value: (point: Point) => point.low },
  { title: 'high', value: (point: Point) => point.high },
];

/** Lists the points that a chart draws. */
function pointsOf({ config }: ChartSpec): Point[] {
  return (config?.data.datasets ?? []).flatMap(({ label, data }) =>
    data.flatMap((datum, at): Point[] => {
      const fallback = config?.data.labels?.[at];
      if (datum === null || datum === undefined) return [];
      if (typeof datum === 'number')
        return [{ series: label, x: fallback, y: datum, low: undefined, high: undefined }];
      if (Array.isArray(datum))
        return datum.map((value) => ({
          series: label,
          x: fallback,
          y: Number(value),
          low: undefined,
          high: undefined,
        }));
      const { x, y, v, xMin, xMax, yMin, yMax } = datum as Record<string, number | string | undefined>;
      return [
        {
          series: v === undefined ? label : `${label}: ${y}`,
          x: x ?? fallback,
          y: Number(v ?? y),
          low: number(yMin ?? xMin),
          high: number(yMax ?? xMax),
        },
      ];
    }),
  );
}

function number(value: number | string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
