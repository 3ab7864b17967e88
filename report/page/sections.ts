import type { ReportData } from '../data/types.ts';
import type { SectionId } from '../figures/figure.ts';
import { figuresOf, isChart, isTable } from '../figures/index.ts';
import { answerText } from './answer.ts';
import { chartFigure } from './chart-figure.ts';
import { h } from './dom.ts';
import { gallery } from './gallery.ts';
import { machineCards } from './machine.ts';
import type { Store } from './state.ts';
import { tableFigure } from './table-figure.ts';

/** A part of the page; what it shows besides its figures. */
interface Section {
  readonly id: SectionId;
  readonly title: string;
  before?(data: ReportData): HTMLElement[];
  after?(data: ReportData): HTMLElement[];
}

/** The page from top to bottom. */
const SECTIONS: readonly Section[] = [
  { id: 'answer', title: 'Answer', before: answerText },
  { id: 'latency', title: 'Latency' },
  { id: 'accuracy', title: 'Accuracy' },
  { id: 'robustness', title: 'Robustness', after: gallery },
  { id: 'ablations', title: 'Ablations' },
  {
    id: 'claims',
    title: 'Claims',
    before: (data) => (data.claims.length > 0 ? [h('p', {}, floor(data))] : []),
  },
  { id: 'history-section', title: 'History' },
  { id: 'machine', title: 'Machine and method', before: machineCards },
];

/** The sections that a report has content for: text, charts, then tables. */
export function sections(
  data: ReportData,
  store: Store,
): { id: string; title: string; element: HTMLElement }[] {
  const figures = figuresOf(data);
  return SECTIONS.flatMap(({ id, title, before, after }) => {
    const own = figures.filter(({ section }) => section === id);
    const charts = own.filter(isChart).map((chart) => chartFigure(data, store, chart));
    const content = [
      ...(before?.(data) ?? []),
      ...(charts.length > 0 ? [h('div', { class: 'figures' }, ...charts)] : []),
      ...own.filter(isTable).map((table) => tableFigure(data, store, table)),
      ...(after?.(data) ?? []),
    ];
    if (content.length === 0) return [];
    const heading = h('h2', { id: `${id}-title` }, title);
    return [
      { id, title, element: h('section', { id, 'aria-labelledby': `${id}-title` }, heading, ...content) },
    ];
  });
}

/** What bounds the verdicts on claims. */
function floor({ calibrations }: ReportData): string {
  if (calibrations.length === 0)
    return 'The machine was not calibrated (run fastvit-bench calibrate), so each verdict rests on the interval of its ratio alone.';
  const percent = (fraction: number) => `${(100 * fraction).toFixed(1)} %`;
  const floors = calibrations.map(({ noiseFloor, wallNoiseFloor }) =>
    wallNoiseFloor === undefined
      ? percent(noiseFloor)
      : `${percent(noiseFloor)} by CPU time and ${percent(wallNoiseFloor)} by the clock`,
  );
  return `Noise floor of the machine, by calibration: ${floors.join(', ')}. Verdicts use no narrower interval.`;
}
