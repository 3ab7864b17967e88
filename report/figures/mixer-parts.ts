import { ratioLines } from '../charts/ratio-lines.ts';
import type { ReportPair } from '../data/types.ts';
import type { Chart } from './figure.ts';
import { pairLines } from './pair-lines.ts';
import { pairsIn } from './view.ts';

export const mixerParts: Chart<ReportPair> = {
  id: 'mixer-parts',
  section: 'ablations',
  title: 'Where pooling loses time: operator, layout, norm',
  note({ pairs }) {
    const parts = new Map(
      pairs.filter(({ kind }) => kind === 'part').map(({ name, meaning }) => [name, meaning]),
    );
    const meanings = [...parts].map(([name, meaning]) => ` “${name}”: ${meaning}.`);
    return `Each line compares two models that differ in one thing.${meanings.join('')}`;
  },
  controls: [],
  rows: (view) => pairsIn(view, 'part'),
  chart: (pairs, style, { data }) =>
    ratioLines(
      pairLines(pairs, ({ name }) => name),
      data.models,
      style,
      'latency ratio',
      [],
      'place',
    ),
};
