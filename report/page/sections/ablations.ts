import {
  formsByResolution,
  mixersByResolution,
  partsByResolution,
} from '../../charts/pairs-by-resolution.ts';
import { stepsBars } from '../../charts/steps.ts';
import type { ReportData } from '../../data.ts';
import type { ReportPair } from '../../pairs.ts';
import { studiesOf } from '../../studies.ts';
import { asChange } from '../../values.ts';
import { h } from '../dom.ts';
import { figure } from '../figure.ts';
import { chosenLatency } from '../selection.ts';
import { recordColumn, recordLinks } from '../source.ts';
import type { Store } from '../state.ts';
import { table } from '../table.ts';

export function ablationsSection(data: ReportData, store: Store): HTMLElement[] | undefined {
  const studies = studiesOf(data.latency);
  const mixers = data.pairs.some(({ kind }) => kind === 'mixer');
  const parts = data.pairs.some(({ kind }) => kind === 'part');
  const forms = data.pairs.some(({ kind }) => kind === 'form');
  if (!mixers && !parts && !forms && studies.length === 0) return undefined;
  const pairs = () => {
    const { machine, hidden } = store.get();
    return data.pairs.filter(({ run, model }) => data.runs[run]?.machine === machine && !hidden.has(model));
  };
  const linksOf = (kind: ReportPair['kind']) =>
    recordLinks(
      data,
      pairs().filter((pair) => pair.kind === kind),
    );
  const studied = (has: (model: string) => boolean) =>
    chosenLatency(data, store.get()).filter(({ model }) => has(model));
  return [
    h(
      'div',
      { class: 'figures' },
      ...(mixers
        ? [
            figure(store, {
              id: 'mixers',
              title: 'RepMixer against pooling',
              note: 'The same MetaFormer-S12 body with another token mixer, over pooling, in the same rounds. Dashed: the paper’s figures on a phone; ours are of this machine and this runtime.',
              build: (style) => mixersByResolution(pairs(), data.models, style),
              records: () => linksOf('mixer'),
            }),
          ]
        : []),
      ...(parts
        ? [
            figure(store, {
              id: 'mixer-parts',
              title: 'What pooling costs more: operator, layout, norm',
              note: 'Each line is two models that differ in one thing; the table names them. Operator: pooling over RepMixer, both in their best form, no norms. Layout: pooling as its authors write it, an average minus its input, over two depthwise 1×1 convolutions that compute the same. Norm: with PoolFormer’s group norms over without. Mixers alone: the body without MLPs and norms.',
              build: (style) => partsByResolution(pairs(), data.models, style),
              records: () => linksOf('part'),
            }),
          ]
        : []),
      ...(forms
        ? [
            figure(store, {
              id: 'forms',
              title: 'Inference form against training form',
              note: 'What re-parameterisation gains: the same function, branches merged.',
              build: (style) => formsByResolution(pairs(), data.models, style),
              records: () => linksOf('form'),
            }),
          ]
        : []),
      ...studies.map(({ id, title, note, has }) =>
        figure(store, {
          id,
          title,
          note,
          build: (style) => stepsBars(studied(has), style),
          records: () => recordLinks(data, studied(has)),
        }),
      ),
    ),
    pairsTable(data, store),
  ];
}

function pairsTable(data: ReportData, store: Store): HTMLElement {
  return table(
    data.pairs,
    [
      { title: 'model', value: (row) => row.model },
      {
        title: 'against',
        value: (row: ReportPair) => (row.kind === 'form' ? 'its training form' : row.against),
      },
      { title: 'pixels a side', value: (row) => row.side },
      { title: 'batch', value: (row) => row.batch },
      { title: 'change of latency', value: (row) => row.ratio[0], text: (row) => asChange(row.ratio[0]) },
      { title: 'low', value: (row) => row.ratio[1], text: (row) => asChange(row.ratio[1]) },
      { title: 'high', value: (row) => row.ratio[2], text: (row) => asChange(row.ratio[2]) },
      { title: 'part', value: (row) => row.what },
      { title: 'run', value: (row) => data.runs[row.run]?.id },
      recordColumn(data),
    ],
    { store, id: 'pairs-table', caption: 'Pairs measured in the same rounds' },
  );
}
