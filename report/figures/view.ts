import { counted } from '../../src/text/index.ts';
import type {
  ReportAccuracy,
  ReportData,
  ReportLatency,
  ReportPair,
  ReportRobustness,
} from '../data/types.ts';
import { byFrequency, usual } from '../values.ts';

/** Which part of a report is shown: the reader's choices on the page, defaults for pictures. */
export interface View {
  readonly data: ReportData;
  /** Index into the machines; all of them if undefined. */
  readonly machine: number | undefined;
  /** Models that are left out. */
  readonly hidden: ReadonlySet<string>;
  /** Values of controls by their keys. */
  readonly choices: Readonly<Record<string, string>>;
}

/** A choice that changes figures. */
export interface Control {
  readonly key: string;
  readonly title: string;
  /** In the order in which they are offered. */
  options(data: ReportData): readonly Option[];
  /** The value before anything is chosen; the first option unless given. */
  initial?(data: ReportData): string | undefined;
  /** Shown even with a single option, because it tells what is drawn. */
  readonly always?: boolean;
}

export interface Option {
  readonly value: string;
  readonly text: string;
}

/** All machines and models, nothing chosen: for tables of everything. */
export function everything(data: ReportData): View {
  return { data, machine: undefined, hidden: new Set(), choices: {} };
}

/**
 * Returns the view of pictures: the newest machine, its most frequent size (among equals the smallest), and the first
 * history.
 */
export function usualView(data: ReportData): View {
  const view = { ...everything(data), machine: data.runs[0]?.machine };
  const rows = latencyOf(view);
  const common = {
    batch: usual(rows.map((row) => row.batch)),
    threads: usual(rows.map((row) => row.threads)),
    pixels: usual(rows.map(pixelsOf)),
  };
  const sweep = rows.filter((row) => row.batch === common.batch && row.threads === common.threads);
  const single = sweep.find((row) => pixelsOf(row) === common.pixels);
  const [history] = data.histories;
  const choices = {
    [batch.key]: common.batch?.toString(),
    [threads.key]: common.threads?.toString(),
    [cellSize.key]: single && cellSizeOf(single),
    [costSize.key]: single && sizeOf(single),
    [seriesChoice.key]: history && seriesOf(history),
  };
  const known = Object.entries(choices).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...view, choices: Object.fromEntries(known) };
}

/** Returns the value of a control in a view. */
export function chosen({ data, choices }: View, control: Control): string | undefined {
  return choices[control.key] ?? control.initial?.(data) ?? control.options(data)[0]?.value;
}

const batch = numberControl('batch');
const threads = numberControl('threads');

/** What stays fixed when the resolution varies. */
export const sweepControls: readonly Control[] = [batch, threads];

/** The size of single cells. Sizes with a profile come first, so that no figure starts empty. */
export const cellSize: Control = {
  key: 'cell-size',
  title: 'at',
  options: ({ latency }) => {
    const profiled = latency.filter(({ operators }) => operators !== undefined);
    return same([...new Set([...profiled, ...latency].map(cellSizeOf))]);
  },
};

/** The size of the latencies (and costs) that accuracies are drawn over. */
export const costSize: Control = {
  key: 'size',
  title: 'latency at',
  options: ({ latency }) => same(usualFirst(latency)),
};

export const setChoice: Control = {
  key: 'set',
  title: 'dataset',
  options: ({ accuracy }) =>
    same([...new Set(accuracy.filter(isClean).map(({ cell }) => evaluationOf(cell)))]),
};

/** Set and protocol of errors under corruption. */
export const evaluation: Control = {
  key: 'protocol',
  title: 'dataset',
  options: ({ robustness }) => same([...new Set(robustness.map(evaluationOf))]),
};

export const corruption: Control = {
  key: 'corruption',
  title: 'corruption',
  options: ({ robustness }) => [
    { value: 'all', text: 'mean of all' },
    ...[...new Set(robustness.flatMap((row) => row.corruptions.map((one) => one.corruption)))].map(
      (value) => ({
        value,
        text: value.replaceAll('_', ' '),
      }),
    ),
  ],
};

export const seriesChoice: Control = {
  key: 'series',
  title: 'cell',
  always: true,
  options: ({ histories }) =>
    [...new Set(histories.map(seriesOf))].sort().map((value) => ({ value, text: value.slice(0, 100) })),
};

/** Latencies of the machine and models in view, the newest of each cell; of all machines, every one. */
export function latencyOf({ data, machine, hidden }: View): ReportLatency[] {
  const seen = new Set<string>();
  return data.latency.filter((row) => {
    if (hidden.has(row.model)) return false;
    if (machine === undefined) return true;
    if (data.runs[row.run]?.machine !== machine || seen.has(row.id)) return false;
    seen.add(row.id);
    return true;
  });
}

/** Latencies of every resolution at one batch and number of threads. */
export function sweepOf(view: View): ReportLatency[] {
  const fits = { batch: Number(chosen(view, batch)), threads: Number(chosen(view, threads)) };
  return latencyOf(view).filter((row) => row.batch === fits.batch && row.threads === fits.threads);
}

/** Latencies along batch or threads, at the resolution and the other number that most rows have. */
export function alongOf(view: View, axis: 'batch' | 'threads'): ReportLatency[] {
  const rows = latencyOf(view);
  const other = axis === 'batch' ? 'threads' : 'batch';
  const all = latencyOf({ ...view, hidden: new Set() });
  const pixels = usual(all.map(pixelsOf));
  const fixed = usual(all.map((row) => row[other]));
  return rows.filter((row) => pixelsOf(row) === pixels && row[other] === fixed);
}

/** Latencies of single cells at one size. */
export function cellsOf(view: View): ReportLatency[] {
  const size = chosen(view, cellSize);
  return latencyOf(view).filter((row) => cellSizeOf(row) === size);
}

/** Inference latencies that accuracies are drawn over. */
export function costsOf(view: View): ReportLatency[] {
  const size = chosen(view, costSize);
  return latencyOf(view).filter((row) => row.form === 'inference' && sizeOf(row) === size);
}

/** Accuracies on the clean images of the chosen set. */
export function cleanOf(view: View): ReportAccuracy[] {
  const set = chosen(view, setChoice);
  return allCleanOf(view).filter(({ cell }) => evaluationOf(cell) === set);
}

/** Accuracies on the clean images of every set. */
export function allCleanOf({ data, hidden }: View): ReportAccuracy[] {
  return data.accuracy.filter((row) => isClean(row) && !hidden.has(row.cell.model));
}

/** Errors under corruption of the chosen set and protocol, the newest of each model. */
export function robustnessOf(view: View): ReportRobustness[] {
  const wanted = chosen(view, evaluation);
  const models = new Set(view.hidden);
  return view.data.robustness.filter((row) => {
    const fits = evaluationOf(row) === wanted && !models.has(row.model);
    if (fits) models.add(row.model);
    return fits;
  });
}

/** Ratios within rounds of one kind. */
export function pairsIn({ data, machine, hidden }: View, kind: ReportPair['kind']): ReportPair[] {
  return data.pairs.filter(
    (pair) =>
      pair.kind === kind &&
      (machine === undefined || data.runs[pair.run]?.machine === machine) &&
      !hidden.has(pair.model),
  );
}

/** Histories of the chosen cell, one per environment. */
export function historiesIn(view: View): ReportData['histories'][number][] {
  const series = chosen(view, seriesChoice);
  return view.data.histories.filter((history) => seriesOf(history) === series);
}

/** Returns what two latencies must share to be compared. */
export function sizeOf(row: ReportLatency): string {
  return `${cellSizeOf(row)}, ${row.runtime}`;
}

/** As `sizeOf`, for rows of any runtime. */
export function cellSizeOf({ height, width, batch: images, threads: count }: ReportLatency): string {
  return `${height}×${width}, batch ${images}, ${counted(count, 'thread')}`;
}

/** Lists the sizes of the rows: first the most frequent one; among equals, the one closest to 256 pixels per side. */
export function usualFirst(rows: readonly ReportLatency[]): string[] {
  const distance = new Map(
    rows.map((row) => [sizeOf(row), Math.abs(Math.log(pixelsOf(row) / 256 ** 2))] as const),
  );
  return byFrequency(rows.map(sizeOf))
    .sort(([a, one], [b, two]) => two - one || (distance.get(a) ?? 0) - (distance.get(b) ?? 0))
    .map(([size]) => size);
}

/** Returns the side of a square with as many pixels. */
export function sideOf(row: ReportLatency): number {
  return Math.round(Math.sqrt(pixelsOf(row)));
}

/** Describes the dataset and protocol of an accuracy or error. Two of them are never drawn as one. */
export function evaluationOf({ dataset, protocol }: { dataset: string; protocol: string }): string {
  return `${dataset}, protocol ${protocol}`;
}

export function isClean({ cell }: ReportAccuracy): boolean {
  return cell.corruption === 'none';
}

function pixelsOf({ height, width }: ReportLatency): number {
  return height * width;
}

function seriesOf({ series, metric }: ReportData['histories'][number]): string {
  return `${series}, ${metric}`;
}

function numberControl(key: 'batch' | 'threads'): Control {
  return {
    key,
    title: key,
    options: ({ latency }) =>
      [...new Set(latency.map((row) => row[key]))]
        .sort((a, b) => a - b)
        .map((value) => option(String(value))),
    initial: ({ latency }) => usual(latency.map((row) => row[key]))?.toString(),
  };
}

function same(values: readonly string[]): Option[] {
  return values.map(option);
}

function option(value: string): Option {
  return { value, text: value };
}
