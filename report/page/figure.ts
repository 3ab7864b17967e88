import type { Chart } from 'chart.js';
import type { ChartSpec } from '../charts/chart.ts';
import { chartJs } from '../charts/register.ts';
import { type ChartStyle, darkStyle, lightStyle } from '../charts/style.ts';
import { announce, h } from './dom.ts';
import type { Store } from './state.ts';
import { table } from './table.ts';

export interface FigureOptions {
  readonly id: string;
  readonly title: string;
  /** What is seen, and how it was measured; a sentence or two. */
  readonly note: string;
  /** Pixels. */
  readonly height?: number;
  readonly wide?: boolean;
  readonly controls?: readonly HTMLElement[];
  build(style: ChartStyle): ChartSpec;
  /** Links to the records that are drawn. */
  records(): HTMLElement;
}

/**
 * A chart with its title, note, data and picture. It is drawn when it comes into view, and again when the
 * state changes; without anything to draw it says so.
 */
export function figure(store: Store, options: FigureOptions): HTMLElement {
  const canvas = h('canvas', { role: 'img' });
  const frame = h('div', { class: 'canvas' }, canvas);
  frame.style.height = `${options.height ?? 340}px`;
  const nothing = h('p', { class: 'nothing', hidden: true }, 'Nothing to show for this choice.');
  const data = h('details', {}, h('summary', {}, 'Data'));
  const save = h('button', { type: 'button', class: 'copy', onclick: () => savePicture() }, 'Save PNG');
  const element = h(
    'figure',
    { id: options.id, class: options.wide ? 'wide' : undefined },
    h('figcaption', {}, h('h3', {}, options.title), h('p', {}, options.note)),
    ...(options.controls ? [h('div', { class: 'tools' }, ...options.controls)] : []),
    frame,
    nothing,
    h('div', { class: 'under' }, data, save),
  );
  let chart: Chart | undefined;
  let visible = false;
  let stale = true;

  function draw(): void {
    if (!visible || !stale) return;
    stale = false;
    chart?.destroy();
    chart = undefined;
    const spec = buildSafely();
    frame.hidden = spec.config === undefined;
    nothing.hidden = spec.config !== undefined;
    canvas.setAttribute('aria-label', `${options.title}. ${spec.summary.join('. ')}`.slice(0, 2000));
    if (spec.config !== undefined) {
      const Kind = chartJs();
      // biome-ignore lint/suspicious/noExplicitAny: ChartConfig is the common part of chart.js' types.
      chart = new Kind(canvas, spec.config as any);
    }
    element.dataset.drawn = spec.config === undefined ? 'nothing' : 'chart';
    if (data.open) fillData(spec);
    data.ontoggle = () => data.open && fillData(spec);
  }

  /** One figure that cannot be drawn must not take the page with it. */
  function buildSafely(): ChartSpec {
    try {
      return options.build(styleOf(store));
    } catch (error) {
      console.error(`${options.id}: ${error}`);
      return { config: undefined, summary: [] };
    }
  }

  function fillData(spec: ChartSpec): void {
    for (const old of data.querySelectorAll('.table, .records')) old.remove();
    data.append(
      options.records(),
      table(pointsOf(spec), POINT_COLUMNS, { id: `${options.id}-data`, caption: `${options.title}: data` }),
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
    h('a', { href: flat.toDataURL('image/png'), download: `${options.id}.png` }).click();
    announce(`${options.title}: saved as PNG`);
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

/** The chart's colours for the theme in use. */
export function styleOf(store: Store): ChartStyle {
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

/** What a chart draws, point by point. */
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
