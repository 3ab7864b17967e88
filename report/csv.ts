import { csvLine } from './csv-line.ts';
import type { ReportData } from './data.ts';

type Field = string | number | boolean | undefined;

/**
 * Every figure as one tidy table: a row a figure, with what it is of, the value and its interval. Figures of
 * all kinds stand in one file; `kind` and `metric` tell them apart.
 */
export function renderCsv(data: ReportData): string {
  const rows: Field[][] = [
    ...latency(data),
    ...accuracy(data),
    ...robustness(data),
    ...claims(data),
    ...failures(data),
  ];
  return [HEAD, ...rows].map(csvLine).join('');
}

const HEAD = [
  'kind',
  'run',
  'line',
  'machine',
  'model',
  'form',
  'runtime',
  'height',
  'width',
  'batch',
  'threads',
  'dataset',
  'corruption',
  'severity',
  'metric',
  'unit',
  'value',
  'low',
  'high',
  'note',
];

interface Row {
  readonly kind: string;
  readonly run: number;
  readonly line: number;
  readonly [field: string]: Field;
}

function fields(data: ReportData, row: Row): Field[] {
  const run = data.runs[row.run];
  const known: Record<string, Field> = {
    ...row,
    run: run?.id,
    machine: data.machines[run?.machine ?? 0]?.name,
  };
  return HEAD.map((name) => known[name]);
}

function latency(data: ReportData): Field[][] {
  return data.latency.flatMap((row) => {
    const { run, line, model, form, runtime, height, width, batch, threads } = row;
    const cell = { kind: 'latency', run, line, model, form, runtime, height, width, batch, threads };
    const one = (metric: string, unit: string, value: Field, more: Record<string, Field> = {}) =>
      value === undefined ? [] : [fields(data, { ...cell, metric, unit, value, ...more })];
    return [
      ...(row.median
        ? one('median', 'ms', row.median[0], {
            low: row.median[1],
            high: row.median[2],
            note: row.noisy ? 'noisy' : row.stop,
          })
        : [fields(data, { ...cell, metric: 'median', unit: 'ms', note: row.flaw })]),
      ...one('ratio to baseline', 'ratio', row.ratio?.[0], {
        low: row.ratio?.[1],
        high: row.ratio?.[2],
        note: row.baseline,
      }),
      ...(row.ratioMissing === undefined
        ? []
        : [fields(data, { ...cell, metric: 'ratio to baseline', unit: 'ratio', note: row.ratioMissing })]),
      ...one('ratio to anchor', 'ratio', row.anchor?.[0], { low: row.anchor?.[1], high: row.anchor?.[2] }),
      ...one('p95', 'ms', row.percentiles[4]),
      ...one('session creation', 'ms', row.sessionMs),
      ...one('first inference', 'ms', row.firstMs),
      ...one('peak resident memory', 'bytes', row.rssBytes),
      ...one('parameters', 'count', row.parameters),
      ...one('multiply-accumulates', 'count', row.macs),
    ];
  });
}

function accuracy(data: ReportData): Field[][] {
  return data.accuracy.map(({ cell, run, line, top1, images }) =>
    fields(data, {
      kind: 'accuracy',
      run,
      line,
      ...cell,
      metric: 'top1',
      unit: 'fraction',
      value: top1[0],
      low: top1[1],
      high: top1[2],
      note: `${images} images`,
    }),
  );
}

function robustness(data: ReportData): Field[][] {
  return data.robustness.flatMap(({ run, line, model, dataset, protocol, mce, meanError }) =>
    [['mean error', meanError] as const, ['mCE', mce] as const].flatMap(([metric, estimate]) =>
      estimate === undefined
        ? []
        : [
            fields(data, {
              kind: 'robustness',
              run,
              line,
              model,
              dataset,
              metric,
              unit: 'fraction',
              value: estimate.value,
              low: estimate.low,
              high: estimate.high,
              note: protocol,
            }),
          ],
    ),
  );
}

function claims(data: ReportData): Field[][] {
  return data.claims.map(({ run, line, id, metric, measured, verdict }) =>
    fields(data, {
      kind: 'claim',
      run,
      line,
      model: id,
      metric,
      value: measured?.value,
      low: measured?.low,
      high: measured?.high,
      note: verdict,
    }),
  );
}

function failures(data: ReportData): Field[][] {
  return data.failed.map(({ run, line, what, reason }) =>
    fields(data, { kind: 'failed', run, line, model: what, note: reason }),
  );
}
