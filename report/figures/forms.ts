import { ratioLines } from '../charts/ratio-lines.ts';
import type { ReportPair } from '../data/types.ts';
import type { Chart } from './figure.ts';
import { pairLines } from './pair-lines.ts';
import { pairsIn } from './view.ts';

export const forms: Chart<ReportPair> = {
  id: 'forms',
  section: 'ablations',
  title: 'Inference form against training form',
  note: () =>
    'What re-parameterisation gains: the same function with its branches merged. Below 1 is faster.',
  controls: [],
  rows: (view) => pairsIn(view, 'form'),
  chart: (pairs, style, { data }) =>
    ratioLines(
      pairLines(pairs, ({ model }) => model),
      data.models,
      style,
      'inference / training form',
    ),
};
