import { heatMap } from '../../charts/heat-map.ts';
import { meanCorruptionError } from '../../charts/mce.ts';
import { evaluationSets } from '../../charts/sets.ts';
import { severityCurves } from '../../charts/severity-curves.ts';
import type { ReportData } from '../../data.ts';
import { evaluationOf, ofEvaluation } from '../../evaluations.ts';
import { chooser, evaluationChooser } from '../controls.ts';
import { h, name } from '../dom.ts';
import { figure } from '../figure.ts';
import { recordColumn, recordLinks } from '../source.ts';
import type { Store } from '../state.ts';
import { table } from '../table.ts';

export function robustnessSection(data: ReportData, store: Store): HTMLElement[] | undefined {
  const sets = new Set(
    data.accuracy.filter(({ cell }) => cell.corruption === 'none').map(({ cell }) => cell.dataset),
  );
  if (
    data.robustness.length === 0 &&
    sets.size < 2 &&
    data.comparisons.length === 0 &&
    data.gallery.length === 0
  )
    return undefined;
  const protocols = [...new Set(data.robustness.map(evaluationOf))];
  const records = () =>
    ofEvaluation(data.robustness, store.get().choices.protocol).filter(
      ({ model }) => !store.get().hidden.has(model),
    );
  const links = () => recordLinks(data, records());
  const clean = () =>
    data.accuracy.filter(({ cell }) => cell.corruption === 'none' && !store.get().hidden.has(cell.model));
  const corruptions = [
    ...new Set(data.robustness.flatMap((record) => record.corruptions.map(({ corruption }) => corruption))),
  ];
  const height = 140 + 26 * Math.min(30, new Set(data.robustness.map(({ model }) => model)).size);
  const figures =
    data.robustness.length === 0
      ? []
      : [
          figure(store, {
            id: 'heat-map',
            title: 'Error by model and corruption',
            note: `Mean top-1 error over the severities; darker is worse in the light theme, brighter in the dark one. ${protocols.length === 1 ? `Images: ${protocols[0]}.` : ''}`,
            wide: true,
            height,
            controls: evaluationChooser(data, store),
            build: (style) => heatMap(records(), style),
            records: links,
          }),
          figure(store, {
            id: 'severity-curves',
            title: 'Error by severity',
            note: 'The curves behind the map; severity 0 are the clean images.',
            controls: [
              ...evaluationChooser(data, store),
              chooser(store, 'corruption', 'corruption', [
                { value: 'all', text: 'mean of all' },
                ...corruptions.map((value) => ({ value, text: value.replaceAll('_', ' ') })),
              ]),
            ],
            build: (style) =>
              severityCurves(records(), store.get().choices.corruption ?? 'all', data.models, style),
            records: links,
          }),
          figure(store, {
            id: 'mce',
            title: 'Mean corruption error',
            note: 'mCE is normalised by AlexNet’s errors; the mean error is not. Intervals are bootstrapped over images, an image with all its corruptions together.',
            controls: evaluationChooser(data, store),
            height,
            build: (style) => meanCorruptionError(records(), style),
            records: links,
          }),
        ];
  const setFigure =
    sets.size < 2
      ? []
      : [
          figure(store, {
            id: 'sets',
            title: 'Other test sets',
            note: 'Top-1 on the clean images of each set, with its interval.',
            height,
            build: (style) => evaluationSets(clean(), style),
            records: () => recordLinks(data, clean()),
          }),
        ];
  return [
    h('div', { class: 'figures' }, ...figures, ...setFigure),
    ...shiftTable(data, store),
    ...comparisonTable(data, store),
    ...gallery(data),
  ];
}

function shiftTable(data: ReportData, store: Store): HTMLElement[] {
  const rows = data.accuracy.filter(({ effectiveRobustness }) => effectiveRobustness !== undefined);
  if (rows.length === 0) return [];
  const percent = (fraction: number | undefined) =>
    fraction === undefined ? '–' : (100 * fraction).toFixed(2);
  return [
    table(
      rows,
      [
        { title: 'model', value: (row) => row.cell.model },
        { title: 'set', value: (row) => row.cell.dataset },
        { title: 'top-1 %', value: (row) => row.top1[0], text: (row) => percent(row.top1[0]) },
        {
          title: 'effective robustness, points',
          value: (row) => row.effectiveRobustness,
          text: (row) => percent(row.effectiveRobustness),
        },
        recordColumn(data),
      ],
      {
        store,
        id: 'effective-table',
        caption: 'Effective robustness: accuracy above what clean accuracy predicts',
        sort: { column: 3, descending: true },
      },
    ),
  ];
}

function comparisonTable(data: ReportData, store: Store): HTMLElement[] {
  if (data.comparisons.length === 0) return [];
  const points = (fraction: number | undefined) =>
    fraction === undefined ? '–' : (100 * fraction).toFixed(2);
  return [
    table(
      data.comparisons,
      [
        { title: 'model', value: (row) => row.models[0] },
        { title: 'against', value: (row) => row.models[1] },
        { title: 'set', value: (row) => row.dataset },
        {
          title: 'difference, points',
          value: (row) => row.difference.value,
          text: (row) => points(row.difference.value),
        },
        { title: 'low', value: (row) => row.difference.low, text: (row) => points(row.difference.low) },
        { title: 'high', value: (row) => row.difference.high, text: (row) => points(row.difference.high) },
        { title: 'p after Holm', value: (row) => row.adjusted, text: (row) => row.adjusted.toPrecision(2) },
        {
          title: 'mCE difference',
          value: (row) => row.mceDifference?.value,
          text: (row) => points(row.mceDifference?.value),
        },
        recordColumn(data),
      ],
      {
        store,
        id: 'comparisons-table',
        caption: 'Models compared on the same images (McNemar’s exact test)',
      },
    ),
  ];
}

/** Each corruption at each severity on one image of the data. */
function gallery(data: ReportData): HTMLElement[] {
  const [first] = data.gallery;
  if (first === undefined) return [];
  const own = data.gallery.filter(({ image }) => image === first.image);
  const corruptions = [...new Set(own.map(({ corruption }) => corruption))];
  const strips = h(
    'div',
    { class: 'gallery', tabindex: 0, role: 'region', 'aria-label': 'gallery of corruptions' },
    ...corruptions.map((corruption) =>
      h(
        'div',
        { class: 'strip' },
        h('strong', {}, name(corruption === 'none' ? 'clean' : corruption.replaceAll('_', ' '))),
        ...own
          .filter((picture) => picture.corruption === corruption)
          .sort((a, b) => a.severity - b.severity)
          .map(({ severity, jpeg }) =>
            h(
              'span',
              { class: 'picture' },
              h('img', {
                src: `data:image/jpeg;base64,${jpeg}`,
                alt: corruption === 'none' ? 'clean' : `${corruption}, severity ${severity}`,
                width: 112,
                height: 112,
                loading: 'lazy',
              }),
              ...(corruption === 'none' ? [] : [`severity ${severity}`]),
            ),
          ),
      ),
    ),
  );
  const most = Math.max(
    ...corruptions.map((one) => own.filter(({ corruption }) => corruption === one).length),
  );
  strips.style.setProperty('--pictures', String(most));
  return [h('h3', {}, 'What the corruptions look like'), strips, recordLinks(data, own)];
}
