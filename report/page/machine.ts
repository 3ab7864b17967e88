import { counted } from '../../src/text/index.ts';
import type { ReportData, ReportMachine, ReportRun } from '../data/types.ts';
import { RUN_CARDS } from '../figures/run-tables.ts';
import { h, name } from './dom.ts';

/** The machines, the newest runs with the commands that repeat them, and how the values were measured. */
export function machineCards(data: ReportData): HTMLElement[] {
  return [
    h('div', { class: 'cards' }, ...data.machines.map((machine, at) => machineCard(machine, at, data))),
    h('h3', {}, 'Runs, and how to repeat them'),
    ...data.runs.slice(0, RUN_CARDS).map((run, at) => runCard(run, noiseOf(data, at))),
    h('h3', {}, 'How the values were measured'),
    ...method(data).map((sentence) => h('p', {}, sentence)),
  ];
}

/** Describes how these runs were measured. */
function method(data: ReportData): string[] {
  const isolation = new Set(data.runs.flatMap((run) => run.isolation));
  const own =
    'Every cell runs in its own process. Several blocks of fresh processes show the variance between processes';
  const shared =
    'The cells of a group share a process, each with its own session, so peak memory is not known per cell. Several blocks with fresh processes show the variance between processes';
  const ways = [...(isolation.has('process') ? [own] : []), ...(isolation.has('shared') ? [shared] : [])];
  const mixed = ways.length > 1 ? 'Not all runs were measured alike; their suites show how. ' : '';
  const latency = ways.map(
    (way) =>
      `${mixed}${way}, and intervals are bootstrapped over blocks. The cells of a group take turns in rounds, in a seeded random order; the ratio of two cells is taken within rounds.`,
  );
  return [
    ...latency,
    ...(ways.length > 0
      ? [
          'A latency is the median over rounds of one inference, including reading the output back. Session creation and the first inference are separate metrics. Ratios rest on the CPU time of the measuring process where one thread computes all the time, because neighbours hardly disturb it; else on the clock. Sampling stops when the interval of the ratio is as narrow as the suite asks, or when its time budget is reached; the table says which. A group is noisy if the anchor, a fixed small model measured in every block, moved by more than 10 %.',
        ]
      : []),
    ...(data.accuracy.length > 0
      ? [
          'Accuracies are computed from predictions kept per image, with Wilson intervals. Corruptions are computed here, with random numbers keyed by seed, image, corruption and severity. Intervals of mCE and other means over corruptions are over images, each with all its corruptions, and models are compared on the same images.',
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

/** How many cells of a run were measured on a noisy machine; undefined for a run without latencies. */
function noiseOf(data: ReportData, run: number): string | undefined {
  const own = data.latency.filter((row) => row.run === run);
  const noisy = own.filter((row) => row.noisy).length;
  return own.length === 0 ? undefined : `machine noisy for ${noisy} of ${counted(own.length, 'cell')}`;
}

function runCard(run: ReportRun, noise: string | undefined): HTMLElement {
  const ended = run.ended === undefined ? 'unfinished' : `ended ${run.ended.slice(0, 19).replace('T', ' ')}`;
  const facts = [
    `started ${run.started.slice(0, 19).replace('T', ' ')} UTC`,
    ended,
    ...(run.resumed > 0 ? [`resumed ${counted(run.resumed, 'time')}`] : []),
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
            h('summary', {}, 'Runtime options as used'),
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
