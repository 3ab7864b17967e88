/**
 * What neighbours do to ratios by the clock and by CPU time: `npm run bench -- noise [trials] [neighbour...]`.
 *
 * Beside each neighbour, a short and a long model are measured against themselves and against one with 5 % more layers; a
 * trial has 24 rounds (A B B A) in two blocks of fresh processes. A turn of the short model has 15 runs, whose median
 * passes over the interrupted ones; a turn of the long one has few. Both estimators see the same rounds. The last columns
 * show what the neighbour does to CPU time itself.
 */
import {
  layerStack,
  measureGroup,
  NEIGHBOURS,
  type Neighbour,
  SamplingOptions,
  startNeighbour,
} from '../../src/latency/index.ts';
import { type LatencyRecord, type RatioTime, roundsBy } from '../../src/results/index.ts';
import { blockLogRatios, mean, median, variance } from '../../src/stats/index.ts';

const [trials = '20', ...named] = process.argv.slice(2);
const neighbours = named.length > 0 ? (named as Neighbour[]) : NEIGHBOURS;
/** Of the short and the long model. */
const LAYERS = [20, 400];
const sampling = SamplingOptions.parse({
  anchor: false,
  minBlocks: 2,
  maxBlocks: 2,
  roundsPerBlock: 12,
  precision: 1e-9,
});

const columns = [
  'neighbour',
  'runs / turn',
  'SD of a trial: clock',
  'CPU time',
  'SD of a round: clock',
  'CPU time',
  '5 % slower measured: clock',
  'CPU time',
  'ms by clock',
  'CPU ms',
  'CPU / clock',
  'waits / run',
  'faults / run',
];
console.log(`${trials} trials each\n${columns.join(' | ')}`);
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
for (const kind of neighbours) {
  const neighbour = await startNeighbour(kind, { signal: interrupted.signal });
  try {
    for (const layers of LAYERS) {
      const same: LatencyRecord[][] = [];
      const slower: LatencyRecord[][] = [];
      for (let trial = 0; trial < Number(trials); trial++) {
        same.push(await measured(layers, layers, `${kind} same ${trial}`));
        slower.push(await measured(layers, 1.05 * layers, `${kind} slower ${trial}`));
      }
      console.log(row(kind, same, slower).join(' | '));
    }
  } finally {
    await neighbour.close();
  }
}

async function measured(layers: number, others: number, group: string): Promise<LatencyRecord[]> {
  const records = await measureGroup([layerStack(layers, 'a'), layerStack(others, 'b')], {
    group,
    sampling,
    seed: 0,
    budgetMs: Number.POSITIVE_INFINITY,
    signal: interrupted.signal,
  });
  return records.map((record) => {
    if (record.type !== 'latency') throw new Error(record.type === 'failed' ? record.reason : record.type);
    return record;
  });
}

function row(kind: string, same: LatencyRecord[][], slower: LatencyRecord[][]): string[] {
  const both = (value: (time: RatioTime) => string) => [value('wall'), value('cpu')];
  const firsts = same.map(([first]) => first!);
  const middle = (of: (record: LatencyRecord) => number) => median(firsts.map(of));
  return [
    kind,
    `${middle(({ sampling }) => sampling.runsPerTurn)}`,
    ...both((time) => percent(spread(same.map((trial) => trialLog(trial, time))))),
    ...both((time) => percent(spread(same.flatMap((trial) => roundLogs(trial, time))))),
    ...both((time) => {
      const logs = slower.map((trial) => trialLog(trial, time));
      return `${percent(Math.exp(mean(logs)) - 1)} ± ${percent(spread(logs) / Math.sqrt(logs.length))}`;
    }),
    middle(({ summary }) => summary.median.value).toFixed(3),
    middle(({ cpu }) => cpu!.median.value).toFixed(3),
    middle(({ cpu }) => cpu!.share).toFixed(3),
    middle(({ cpu }) => cpu!.waits ?? Number.NaN).toFixed(3),
    middle(({ cpu }) => cpu!.pageFaults).toFixed(2),
  ];
}

function trialLog([a, b]: LatencyRecord[], time: RatioTime): number {
  return mean(blockLogRatios(roundsBy(time, b!), roundsBy(time, a!)));
}

function roundLogs([a, b]: LatencyRecord[], time: RatioTime): number[] {
  const [over, of] = [roundsBy(time, a!).flat(), roundsBy(time, b!).flat()];
  return of.map((value, at) => Math.log(value / over[at]!));
}

function spread(values: readonly number[]): number {
  return Math.sqrt(variance(values));
}

function percent(value: number): string {
  return `${(100 * value).toFixed(2)} %`;
}
