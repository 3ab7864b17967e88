import {
  type Environment,
  factsOf,
  type RecordLine,
  type RunData,
  timesDisagree,
} from '../../src/results/index.ts';
import { accuracyMetrics } from '../metrics/accuracy.ts';
import { calibrationMetrics, claimMetrics, comparisonMetrics, verdictMetrics } from '../metrics/findings.ts';
import { type Metric, readAll } from '../metrics/metric.ts';
import { robustnessMetrics } from '../metrics/robustness.ts';
import { short } from '../values.ts';
import { historiesOf } from './histories.ts';
import { latencyRow } from './latency.ts';
import { pairsOf } from './pairs.ts';
import type { ReportData, ReportMachine, ReportModel, ReportRun, Row, Source } from './types.ts';

/**
 * Collects the data of a report from runs.
 *
 * @param runs in any order; newer runs are shown before older ones of the same machine
 * @param made when the report is made, ISO 8601
 */
export function collect(runs: readonly RunData[], made: string, version: string): ReportData {
  const ordered = runs.toSorted((a, b) => (a.run.startedAt < b.run.startedAt ? 1 : -1));
  const machines: ReportMachine[] = [];
  const keys: string[] = [];
  const reportRuns: ReportRun[] = [];
  const found: Found = {
    latency: [],
    pairs: [],
    accuracy: [],
    robustness: [],
    comparisons: [],
    claims: [],
    calibrations: [],
    verdicts: [],
    histories: [],
    gallery: [],
    failed: [],
  };
  ordered.forEach((data, run) => {
    const machine = machineOf(data.run.environment);
    const key = JSON.stringify(machine);
    if (!keys.includes(key)) {
      keys.push(key);
      machines.push(machine);
    }
    reportRuns.push(reportRun(data, keys.indexOf(key)));
    for (const [at, record] of data.records.entries()) {
      // A latency row has its own `flaw`.
      if (record.type === 'latency' || allFinite(record))
        add(record, { run, line: data.lines[at] ?? 0 }, found);
    }
    found.pairs.push(...pairsOf(data, run));
  });
  const suites = [...new Set(reportRuns.map(({ suite }) => suite))];
  return {
    title: suites.join(', '),
    made,
    version,
    runs: reportRuns,
    machines,
    models: modelsOf(ordered, found),
    ...found,
    histories: [...found.histories, ...historiesOf(found.latency, reportRuns, machines)],
  };
}

type Lists =
  | 'latency'
  | 'pairs'
  | 'accuracy'
  | 'robustness'
  | 'comparisons'
  | 'claims'
  | 'calibrations'
  | 'verdicts'
  | 'histories'
  | 'gallery'
  | 'failed';
/** The lists of a report under construction. */
type Found = { [K in Lists]: ReportData[K][number][] };

/** Adds a record to the list of its kind. */
function add(record: RecordLine, source: Source, found: Found): void {
  switch (record.type) {
    case 'latency':
      found.latency.push(latencyRow(record, source));
      break;
    case 'accuracy': {
      const { cell, images, published, confusions } = record;
      found.accuracy.push({
        ...source,
        cell,
        images,
        ...readAll(accuracyMetrics, record, short),
        published,
        ...(confusions === undefined || confusions.length === 0
          ? {}
          : {
              confusions: confusions.map(({ label, predicted, count }) => [label, predicted, count] as const),
            }),
      });
      break;
    }
    case 'robustness':
      found.robustness.push(rowOf(robustnessMetrics, record, source));
      break;
    case 'accuracy-comparison':
      found.comparisons.push(rowOf(comparisonMetrics, record, source));
      break;
    case 'claim':
      found.claims.push(rowOf(claimMetrics, record, source));
      break;
    case 'calibration':
      // Every run contains the calibration of its machine; the report shows it once.
      if (!found.calibrations.some(({ startedAt }) => startedAt === record.startedAt))
        found.calibrations.push(rowOf(calibrationMetrics, record, source));
      break;
    case 'verdict':
      found.verdicts.push(rowOf(verdictMetrics, record, source));
      break;
    case 'history':
      found.histories.push({ ...record, ...source });
      break;
    case 'gallery':
      if (found.gallery.every(({ run }) => run === source.run)) found.gallery.push({ ...record, ...source });
      break;
    case 'failed':
      found.failed.push({ ...source, what: describeCell(record.cell), reason: record.reason });
      break;
  }
}

/** Converts a record to a row: metrics become values, other fields stay. */
function rowOf<R, const M extends readonly Metric<R>[]>(metrics: M, record: R, source: Source): Row<R, M> {
  return { ...record, ...readAll(metrics, record), ...source } as Row<R, M>;
}

function reportRun(data: RunData, machine: number): ReportRun {
  const { run, folder, records, lines } = data;
  const unusable = records.flatMap((record, at) =>
    record.type === 'latency' || allFinite(record)
      ? []
      : [`line ${lines[at] ?? 0}: a number in this ${record.type} record is not finite`],
  );
  const latency = records.filter((record) => record.type === 'latency');
  const apart = timesDisagree(latency);
  return {
    id: run.id,
    folder,
    suite: run.suite.name,
    machine,
    started: run.startedAt,
    command: run.command.join(' '),
    load: run.environment.load,
    resumed: run.resumedAt.length,
    skipped: run.skipped,
    ...(apart === undefined ? {} : { timesDisagree: apart }),
    problems: [...data.problems, ...unusable],
    isolation: [...new Set(latency.map(({ sampling }) => sampling.isolation))],
    options: [...new Set(latency.map(({ options }) => JSON.stringify(options)))],
    suiteJson: JSON.stringify(run.suite),
    ...(run.endedAt === undefined ? {} : { ended: run.endedAt }),
    ...(run.environment.commit === undefined ? {} : { commit: run.environment.commit }),
  };
}

/** Returns whether all numbers in a record are finite; JSON has neither NaN nor infinity. */
function allFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value !== 'object' || Object.values(value).every(allFinite);
}

/** Returns what two runs must share to be compared: the hardware, the system and every version. */
function machineOf(environment: Environment): ReportMachine {
  const { cpu, memory, os, limits, container, ci, versions } = environment;
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const facts: [string, string][] = [
    ['CPU', cpu.model],
    ['cores', `${cpu.logicalCores} logical, ${cpu.available} available`],
    ['architecture', cpu.architecture],
    ['memory', gib(memory.totalBytes)],
    ['system', `${os.name}, ${os.platform} ${os.release}`],
  ];
  if (cpu.governor !== undefined) facts.push(['frequency governor', cpu.governor]);
  if (limits.cpus !== undefined) facts.push(['container limit', `${limits.cpus} CPUs`]);
  if (limits.memoryBytes !== undefined) facts.push(['container memory', gib(limits.memoryBytes)]);
  facts.push(['container', container ? 'yes' : 'no']);
  if (ci !== undefined) facts.push(['CI', ci]);
  return { name: `${cpu.model}, ${cpu.logicalCores} cores`, facts, versions: Object.entries(versions) };
}

/** Lists every model that has a record, with the facts from the newest run that has it. */
function modelsOf(runs: readonly RunData[], found: Found): ReportModel[] {
  const ids = new Set([
    ...found.latency.map(({ model }) => model),
    ...found.accuracy.map(({ cell }) => cell.model),
    ...found.robustness.map(({ model }) => model),
  ]);
  return [...ids].map((id) => {
    const run = (runs.find((one) => Object.hasOwn(one.run.models, id)) ?? runs[0])?.run;
    const { family, published, studies } = factsOf(run as RunData['run'], id);
    return { id, family, published, studies };
  });
}

function describeCell(cell: Readonly<Record<string, unknown>>): string {
  return Object.values(cell)
    .map((value) => (Array.isArray(value) ? value.join('x') : String(value)))
    .join(' ');
}
