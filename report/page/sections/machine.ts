import { counted } from '../../../src/text/index.ts';
import type { ReportData, ReportMachine, ReportRun } from '../../data.ts';
import { h, name } from '../dom.ts';
import { recordColumn } from '../source.ts';
import type { Store } from '../state.ts';
import { table } from '../table.ts';

export function machineSection(data: ReportData, store: Store): HTMLElement[] {
  const problems = data.runs.flatMap((run) => run.problems.map((problem) => ({ run: run.id, problem })));
  const skipped = data.runs.flatMap((run) => run.skipped.map((one) => ({ run: run.id, ...one })));
  return [
    h('div', { class: 'cards' }, ...data.machines.map((machine, at) => machineCard(machine, at, data))),
    h('h3', {}, 'Runs, and how to run them again'),
    ...data.runs.slice(0, 8).map((run, at) => runCard(run, noiseOf(data, at))),
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
            { store, id: 'runs-table', caption: 'All runs' },
          ),
        ]
      : []),
    ...calibrations(data, store),
    h('h3', {}, 'How the times were taken'),
    ...method(data).map((sentence) => h('p', {}, sentence)),
    ...(data.failed.length > 0
      ? [
          table(
            data.failed,
            [
              { title: 'cell', value: (row) => row.what },
              { title: 'reason', value: (row) => row.reason },
              { title: 'run', value: (row) => data.runs[row.run]?.id },
              recordColumn(data),
            ],
            { store, id: 'failures-table', caption: 'Cells that failed' },
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
            { store, id: 'skipped-table', caption: 'Planned and not measured' },
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
            { store, id: 'problems-table', caption: 'Damaged records' },
          ),
        ]
      : []),
  ];
}

function calibrations(data: ReportData, store: Store): HTMLElement[] {
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
        recordColumn(data),
      ],
      { store, id: 'calibration-table', caption: 'Calibration of this machine' },
    ),
  ];
}

/** How the records of these runs came to be. */
function method(data: ReportData): string[] {
  const isolation = new Set(data.runs.flatMap((run) => run.isolation));
  const own =
    'Every cell runs in a process of its own. Several blocks of fresh processes give the variance between processes';
  const shared =
    'The cells of a group share a process, each with a session of its own; peak memory is then not known cell by cell. Several blocks with fresh processes give the variance between processes';
  const ways = [...(isolation.has('process') ? [own] : []), ...(isolation.has('shared') ? [shared] : [])];
  const mixed = ways.length > 1 ? 'Runs differ, as their suites say. ' : '';
  const latency = ways.map(
    (way) =>
      `${mixed}${way}, and intervals are bootstrapped over blocks. The cells of a group take turns in rounds, in a seeded shuffled order; a ratio of two cells is taken within rounds.`,
  );
  return [
    ...latency,
    ...(ways.length > 0
      ? [
          'A latency is the median over rounds of one inference, the output read back. Session creation and the first inference are metrics of their own. Sampling ends when the interval of the ratio is as narrow as the suite asks, or when its budget is spent; the table says which. A group is noisy when the anchor, a fixed small model measured in every block, moved by more than 10 %.',
        ]
      : []),
    ...(data.accuracy.length > 0
      ? [
          'An accuracy is over predictions kept image by image; its interval is Wilson’s. Corruptions are computed here, with random numbers keyed by seed, image, corruption and severity; intervals of mCE are bootstrapped over images, an image with all its corruptions together, and models are compared on the same images.',
        ]
      : []),
  ];
}

function machineCard(machine: ReportMachine, at: number, data: ReportData): HTMLElement {
  const facts = [...machine.facts, ...machine.versions];
  const runs = data.runs.filter((run) => run.machine === at).length;
  return h(
    'div',
    { class: 'card' },
    h('h3', {}, data.machines.length > 1 ? `Machine ${at + 1}` : 'Machine'),
    h('p', {}, counted(runs, 'run')),
    h('dl', {}, ...facts.flatMap(([term, value]) => [h('dt', {}, name(term)), h('dd', {}, name(value))])),
  );
}

/** How many cells of a run were measured while the machine was noisy; undefined where none was timed. */
function noiseOf(data: ReportData, run: number): string | undefined {
  const own = data.latency.filter((row) => row.run === run);
  const noisy = own.filter((row) => row.noisy).length;
  return own.length === 0 ? undefined : `noisy: ${noisy} of ${own.length} cells`;
}

function runCard(run: ReportRun, noise: string | undefined): HTMLElement {
  const ended = run.ended === undefined ? 'unfinished' : `ended ${run.ended.slice(0, 19).replace('T', ' ')}`;
  const facts = [
    `started ${run.started.slice(0, 19).replace('T', ' ')} UTC`,
    ended,
    ...(run.resumed > 0 ? [`resumed ${run.resumed} times`] : []),
    `load ${run.load.map((value) => value.toFixed(2)).join(' ')}`,
    ...(noise === undefined ? [] : [noise]),
    ...(run.commit === undefined ? [] : [`commit ${run.commit.slice(0, 12)}`]),
  ];
  return h(
    'div',
    { class: 'card' },
    h('h4', {}, name(run.id)),
    h('p', {}, facts.join(' · ')),
    h('pre', { tabindex: 0 }, run.command),
    ...(run.options.length > 0
      ? [
          h(
            'details',
            {},
            h('summary', {}, 'Options of the runtime, as used'),
            h('pre', { tabindex: 0 }, run.options.map(pretty).join('\n')),
          ),
        ]
      : []),
    h('details', {}, h('summary', {}, 'Suite as resolved'), h('pre', { tabindex: 0 }, pretty(run.suiteJson))),
  );
}

function pretty(json: string): string {
  return JSON.stringify(JSON.parse(json), null, 2);
}
