import type {
  AccuracyComparison,
  AccuracyRecord,
  Estimate,
  RecordLine,
  RobustnessRecord,
} from '../results/index.ts';
import { formatTable } from './table.ts';

/** Formats the accuracies, robustness, paired comparisons and failed models of a run; returns '' if there are none. */
export function accuracyTables(records: readonly RecordLine[]): string {
  const of = <Type extends RecordLine['type']>(type: Type) =>
    records.filter((record): record is Extract<RecordLine, { type: Type }> => record.type === type);
  const clean = of('accuracy').filter(({ cell }) => cell.corruption === 'none');
  return [
    section(
      clean,
      ['model', 'dataset', 'images', 'top-1 %', 'top-5 %', 'ECE', 'published top-1 %'],
      accuracyRow,
    ),
    section(
      of('robustness'),
      [
        'model',
        'dataset',
        'protocol',
        'clean error %',
        'mean error under corruption %',
        'mCE %',
        'relative mCE %',
        'flip rate %',
      ],
      robustnessRow,
    ),
    section(
      of('accuracy-comparison'),
      ['models', 'dataset', 'difference, points', 'p', 'p (Holm)', 'mCE difference, points'],
      pairRow,
    ),
    of('failed')
      .filter(({ cell }) => cell.dataset !== undefined)
      .map(({ cell, reason }) => `failed: ${cell.model} on ${cell.dataset}: ${reason}\n`)
      .join(''),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

function section<T>(records: readonly T[], head: string[], row: (record: T) => string[]): string {
  return records.length === 0 ? '' : formatTable(head, records.map(row));
}

function accuracyRow({ cell, images, top1, top5, calibration, published }: AccuracyRecord): string[] {
  return [
    cell.model,
    cell.dataset,
    String(images),
    interval(top1),
    interval(top5),
    calibrationError(calibration),
    published
      .map(({ source, top1: theirs, difference, inside }) => {
        const distance = `${percent(Math.abs(difference))} points ${difference < 0 ? 'lower' : 'higher'} here`;
        return `${percent(theirs)} (${source}), ${distance}, ${inside ? 'within' : 'outside'} the interval`;
      })
      .join('; '),
  ];
}

function robustnessRow(record: RobustnessRecord): string[] {
  const optional = (estimate: Estimate | undefined) => (estimate ? interval(estimate) : '');
  return [
    record.model,
    record.dataset,
    record.protocol,
    record.cleanError === undefined ? '' : percent(record.cleanError),
    interval(record.meanError),
    optional(record.mce),
    optional(record.relativeMce),
    optional(record.flipRate),
  ];
}

function pairRow({ models, dataset, difference, p, adjusted, mceDifference }: AccuracyComparison): string[] {
  return [
    models.join(' - '),
    dataset,
    interval(difference),
    pValue(p),
    pValue(adjusted),
    mceDifference ? interval(mceDifference) : '',
  ];
}

/** `0.034 [0.012, 0.045]`; older records have no interval. */
function calibrationError({ ece, eceInterval }: AccuracyRecord['calibration']): string {
  const ends = eceInterval && [eceInterval.low, eceInterval.high].map((end) => end.toFixed(3));
  return ends ? `${ece.toFixed(3)} [${ends.join(', ')}]` : ece.toFixed(3);
}

/** `76.2 [75.8, 76.5]`. */
function interval({ value, low, high }: Estimate): string {
  return `${percent(value)} [${percent(low)}, ${percent(high)}]`;
}

function percent(fraction: number): string {
  return (100 * fraction).toFixed(1);
}

function pValue(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}
