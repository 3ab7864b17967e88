import type { ReportData, Source } from '../data/types.ts';
import { confusionsOf } from '../figures/confusions-table.ts';
import { corruptionRows } from '../figures/corruptions-table.ts';
import { accuracyMetrics } from '../metrics/accuracy.ts';
import { calibrationMetrics, claimMetrics, comparisonMetrics, verdictMetrics } from '../metrics/findings.ts';
import { latencyMetrics } from '../metrics/latency.ts';
import { type Metric, reading, UNITS } from '../metrics/metric.ts';
import { corruptionMetrics, robustnessMetrics } from '../metrics/robustness.ts';
import { csvLine } from './csv-line.ts';

type Field = string | number | boolean | undefined;
type Fields = Readonly<Record<string, Field>>;

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

/**
 * Writes every value as one tidy table: a row per value, with what it describes, its unit and its interval. Values of all kinds
 * are in one file; `kind` and `metric` tell them apart.
 */
export function renderCsv(data: ReportData): string {
  const rows = kinds(data).flatMap((kind) =>
    kind.rows.flatMap((row) => {
      const { run, line } = row;
      const machine = data.runs[run]?.machine ?? 0;
      const source = { run: data.runs[run]?.id, line, machine: data.machines[machine]?.name };
      return kind.values(row).map((value) => ({ kind: kind.name, ...source, ...value }) as Fields);
    }),
  );
  return [HEAD, ...rows.map((row) => HEAD.map((name) => row[name]))].map(csvLine).join('');
}

interface Kind {
  readonly name: string;
  readonly rows: readonly Source[];
  /** The fields of each value of a row. */
  values(row: Source): Fields[];
}

function kinds(data: ReportData): Kind[] {
  return [
    kind('latency', data.latency, latencyMetrics, {
      fields: ({ model, form, runtime, height, width, batch, threads }) => {
        return { model, form, runtime, height, width, batch, threads };
      },
      note: (row, id) => {
        if (id === 'median') return row.noisy ? 'noisy' : row.stop;
        if (id === 'ratio') return `${row.baseline}, by ${row.ratioTime} time`;
        return id === 'anchor' ? `by ${row.anchorTime} time` : undefined;
      },
      missing: (row, id) => (id === 'median' ? row.flaw : id === 'ratio' ? row.ratioMissing : undefined),
    }),
    kind('accuracy', data.accuracy, accuracyMetrics, {
      fields: ({ cell: { model, dataset, corruption, severity } }) => {
        return { model, dataset, corruption, severity };
      },
      note: ({ images, published }, id) => {
        return id === 'publishedTop1' ? published[0]?.source : `${images} images`;
      },
    }),
    {
      name: 'confusion',
      rows: confusionsOf(data.accuracy),
      values: (row) => {
        const { cell, label, predicted, count } = row as ReturnType<typeof confusionsOf>[number];
        const note = `class ${label} taken for class ${predicted}`;
        const { model, dataset } = cell;
        return [{ model, dataset, metric: 'confusions', unit: 'count', value: count, note }];
      },
    },
    kind('robustness', data.robustness, robustnessMetrics, {
      fields: ({ model, dataset }) => ({ model, dataset }),
      note: ({ protocol }) => protocol,
    }),
    kind('corruption', corruptionRows(data.robustness), corruptionMetrics, {
      fields: ({ model, dataset, corruption }) => ({ model, dataset, corruption }),
      note: ({ protocol }) => protocol,
    }),
    kind('comparison', data.comparisons, comparisonMetrics, {
      fields: ({ models, dataset }) => ({ model: models[0], dataset }),
      note: ({ models }) => `against ${models[1]}`,
    }),
    kind('claim', data.claims, claimMetrics, {
      fields: ({ id, metric }) => ({ model: id, metric, unit: undefined }),
      note: ({ verdict }) => verdict,
      missing: ({ verdict }) => verdict,
    }),
    kind('verdict', data.verdicts, verdictMetrics, {
      fields: ({ cell }) => ({ model: cell }),
      note: ({ metric, verdict, base }) => `${metric} ${verdict} against ${base}`,
    }),
    kind('calibration', data.calibrations, calibrationMetrics, {
      fields: () => ({}),
      note: ({ trials }) => `${trials} trials`,
    }),
    {
      name: 'failed',
      rows: data.failed,
      values: (row) => {
        const { what, reason } = row as ReportData['failed'][number];
        return [{ model: what, note: reason }];
      },
    },
  ];
}

interface KindTexts<Row> {
  /** The columns that identify a row; they precede the metric's name and unit. */
  fields(row: Row): Fields;
  note(row: Row, id: string): string | undefined;
  /** Why an expected value is missing; the row is then written without it. */
  missing?(row: Row, id: string): string | undefined;
}

function kind<Row extends Source>(
  name: string,
  rows: readonly Row[],
  metrics: readonly Metric[],
  { fields, note, missing }: KindTexts<Row>,
): Kind {
  return {
    name,
    rows,
    values: (source) =>
      metrics.flatMap((metric): Fields[] => {
        const row = source as Row;
        const own = { metric: metric.name, unit: UNITS[metric.unit].csv, ...fields(row) };
        const read = reading(row, metric);
        if (read === undefined) {
          const why = missing?.(row, metric.id);
          return why === undefined ? [] : [{ ...own, note: why }];
        }
        const [value, low, high] = typeof read === 'number' ? [read] : read;
        return [{ ...own, value, low, high, note: note(row, metric.id) }];
      }),
  };
}
