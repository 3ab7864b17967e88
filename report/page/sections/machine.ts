import type { ReportData, ReportMachine, ReportRun } from '../../data.ts';
import { h, name } from '../dom.ts';
import type { Store } from '../state.ts';
import { table } from '../table.ts';

export function machineSection(data: ReportData, _store: Store): HTMLElement[] {
  const problems = data.runs.flatMap((run) => run.problems.map((problem) => ({ run: run.id, problem })));
  const skipped = data.runs.flatMap((run) => run.skipped.map((one) => ({ run: run.id, ...one })));
  return [
    h('div', { class: 'cards' }, ...data.machines.map((machine, at) => machineCard(machine, at, data))),
    h('h3', {}, 'Runs, and how to run them again'),
    ...data.runs.slice(0, 8).map(runCard),
    ...(data.runs.length > 8
      ? [
          table(
            data.runs,
            [
              { title: 'run', value: (run) => run.id },
              { title: 'suite', value: (run) => run.suite },
              { title: 'machine', value: (run) => run.machine + 1 },
              { title: 'started', value: (run) => run.started },
              { title: 'command', value: (run) => run.command },
            ],
            { id: 'runs-table', caption: 'All runs' },
          ),
        ]
      : []),
    ...calibrations(data),
    h('h3', {}, 'How the times were taken'),
    ...METHOD.map((sentence) => h('p', {}, sentence)),
    ...(data.failed.length > 0
      ? [
          table(
            data.failed,
            [
              { title: 'cell', value: (row) => row.what },
              { title: 'reason', value: (row) => row.reason },
              { title: 'run', value: (row) => data.runs[row.run]?.id },
            ],
            { id: 'failures-table', caption: 'Cells that failed' },
          ),
        ]
      : []),
    ...(skipped.length > 0
      ? [
          table(
            skipped,
            [
              { title: 'what', value: (row) => row.what },
              { title: 'why', value: (row) => row.why },
              { title: 'run', value: (row) => row.run },
            ],
            { id: 'skipped-table', caption: 'Planned and not measured' },
          ),
        ]
      : []),
    ...(problems.length > 0
      ? [
          table(
            problems,
            [
              { title: 'run', value: (row) => row.run },
              { title: 'record that could not be read', value: (row) => row.problem },
            ],
            { id: 'problems-table', caption: 'Damaged records' },
          ),
        ]
      : []),
  ];
}

function calibrations(data: ReportData): HTMLElement[] {
  if (data.calibrations.length === 0) return [];
  const percent = (fraction: number | undefined) =>
    fraction === undefined ? '–' : `${(100 * fraction).toFixed(1)} %`;
  return [
    table(
      data.calibrations,
      [
        { title: 'run', value: (row) => data.runs[row.run]?.id },
        { title: 'A/A trials', value: (row) => row.trials },
        { title: 'false alarms', value: (row) => row.falseAlarms, text: (row) => percent(row.falseAlarms) },
        {
          title: 'measured in sequence',
          value: (row) => row.sequentialFalseAlarms,
          text: (row) => percent(row.sequentialFalseAlarms),
        },
        { title: 'nominal', value: (row) => row.level, text: (row) => percent(row.level) },
        { title: 'noise floor', value: (row) => row.noiseFloor, text: (row) => percent(row.noiseFloor) },
        {
          title: 'smallest slowdown found',
          value: (row) => row.detectableSlowdown,
          text: (row) => percent(row.detectableSlowdown),
        },
      ],
      { id: 'calibration-table', caption: 'Calibration of this machine' },
    ),
  ];
}

const METHOD = [
  'Every cell runs in a process of its own. The cells of a group take turns in rounds, in a seeded shuffled order; a ratio of two cells is taken within rounds. Several blocks of fresh processes give the variance between processes, and intervals are bootstrapped over blocks.',
  'A latency is the median over rounds of one inference, the output read back. Session creation and the first inference are metrics of their own. Sampling ends when the interval of the ratio is as narrow as the suite asks, or when its budget is spent; the table says which.',
];

function machineCard(machine: ReportMachine, at: number, data: ReportData): HTMLElement {
  const facts = [...machine.facts, ...machine.versions];
  const runs = data.runs.filter((run) => run.machine === at).length;
  return h(
    'div',
    { class: 'card' },
    h('h3', {}, data.machines.length > 1 ? `Machine ${at + 1}` : 'Machine'),
    h('p', {}, `${runs} ${runs === 1 ? 'run' : 'runs'}`),
    h('dl', {}, ...facts.flatMap(([term, value]) => [h('dt', {}, name(term)), h('dd', {}, name(value))])),
  );
}

function runCard(run: ReportRun): HTMLElement {
  const ended = run.ended === undefined ? 'unfinished' : `ended ${run.ended.slice(0, 19).replace('T', ' ')}`;
  const facts = [
    `started ${run.started.slice(0, 19).replace('T', ' ')} UTC`,
    ended,
    ...(run.resumed > 0 ? [`resumed ${run.resumed} times`] : []),
    `load ${run.load.map((value) => value.toFixed(2)).join(' ')}`,
    ...(run.commit === undefined ? [] : [`commit ${run.commit.slice(0, 12)}`]),
  ];
  return h(
    'div',
    { class: 'card' },
    h('h4', {}, name(run.id)),
    h('p', {}, facts.join(' · ')),
    h('pre', { tabindex: 0 }, run.command),
    h('details', {}, h('summary', {}, 'Suite as resolved'), h('pre', { tabindex: 0 }, pretty(run.suiteJson))),
  );
}

function pretty(json: string): string {
  return JSON.stringify(JSON.parse(json), null, 2);
}
