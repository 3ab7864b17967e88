import type { Environment, RunData } from '../src/results/index.ts';
import type { ReportData, ReportFailure, ReportMachine, ReportModel, ReportRun } from './data.ts';
import { latencyRow, type ReportLatency } from './latency-rows.ts';

/**
 * Joins runs into the data of a report.
 *
 * @param runs in any order; newer runs are shown before older ones of the same machine
 * @param made when the report is made, ISO 8601
 */
export function collect(runs: readonly RunData[], made: string, version: string): ReportData {
  const ordered = runs.toSorted((a, b) => (a.run.startedAt < b.run.startedAt ? 1 : -1));
  const machines: ReportMachine[] = [];
  const keys: string[] = [];
  const reportRuns: ReportRun[] = [];
  const latency: ReportLatency[] = [];
  const failed: ReportFailure[] = [];
  ordered.forEach((data, run) => {
    const machine = machineOf(data.run.environment);
    const key = JSON.stringify(machine);
    if (!keys.includes(key)) {
      keys.push(key);
      machines.push(machine);
    }
    reportRuns.push(reportRun(data, keys.indexOf(key)));
    data.records.forEach((record, at) => {
      const source = { run, line: data.lines[at] ?? 0 };
      switch (record.type) {
        case 'latency':
          latency.push(latencyRow(record, source));
          break;
        case 'failed':
          failed.push({ ...source, what: describeCell(record.cell), reason: record.reason });
          break;
      }
    });
  });
  const suites = [...new Set(reportRuns.map(({ suite }) => suite))];
  return {
    title: suites.join(', '),
    made,
    version,
    runs: reportRuns,
    machines,
    models: modelsOf(ordered, latency),
    latency,
    failed,
  };
}

function reportRun({ run, folder, problems }: RunData, machine: number): ReportRun {
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
    problems,
    suiteJson: JSON.stringify(run.suite),
    ...(run.endedAt === undefined ? {} : { ended: run.endedAt }),
    ...(run.environment.commit === undefined ? {} : { commit: run.environment.commit }),
  };
}

/** What two runs must share to be compared: the hardware, the system, and every version. */
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

function modelsOf(runs: readonly RunData[], latency: readonly ReportLatency[]): ReportModel[] {
  const known = new Map(runs.flatMap(({ run }) => Object.entries(run.models)));
  const ids = [...new Set(latency.map(({ model }) => model))];
  return ids.map((id) => ({ id, family: known.get(id)?.family ?? 'other' }));
}

function describeCell(cell: Readonly<Record<string, unknown>>): string {
  return Object.values(cell)
    .map((value) => (Array.isArray(value) ? value.join('x') : String(value)))
    .join(' ');
}
