import type { ReportData } from '../../data.ts';
import { precise } from '../../values.ts';
import { h } from '../dom.ts';
import { recordColumn } from '../source.ts';
import type { Store } from '../state.ts';
import { table } from '../table.ts';
import { verdict } from './answer.ts';

export function claimsSection(data: ReportData, store: Store): HTMLElement[] | undefined {
  if (data.claims.length === 0) return undefined;
  return [
    h('p', {}, floor(data)),
    table(
      data.claims,
      [
        { title: 'claim', value: (row) => row.claim },
        { title: 'metric', value: (row) => row.metric },
        { title: 'published', value: (row) => row.published, text: (row) => precise(row.published) },
        {
          title: 'measured',
          value: (row) => row.measured?.value,
          text: (row) => (row.measured ? precise(row.measured.value) : '–'),
        },
        {
          title: 'low',
          value: (row) => row.measured?.low,
          text: (row) => (row.measured ? precise(row.measured.low) : '–'),
        },
        {
          title: 'high',
          value: (row) => row.measured?.high,
          text: (row) => (row.measured ? precise(row.measured.high) : '–'),
        },
        { title: 'verdict', value: (row) => row.verdict, text: (row) => verdict(row.verdict) },
        { title: 'source', value: (row) => row.source },
        { title: 'note', value: (row) => row.note },
        recordColumn(data),
      ],
      { store, id: 'claims-table', caption: 'Published claims, measured here' },
    ),
  ];
}

/** What the verdicts are bounded by. */
function floor({ calibrations }: ReportData): string {
  if (calibrations.length === 0)
    return 'The machine was not calibrated (fastvit-bench calibrate): a verdict rests on the interval of its ratio alone.';
  const floors = calibrations.map(({ noiseFloor }) => `${(100 * noiseFloor).toFixed(1)} %`);
  return `Noise floor from calibration: ${floors.join(', ')}. No interval of a verdict is narrower.`;
}
