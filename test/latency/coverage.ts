import { measureGroup, SamplingOptions } from '../../src/latency/index.ts';
import { normalDraw, seededRandom, type Uniform } from '../../src/stats/index.ts';
import { noises } from './noise.ts';
import { syntheticCells } from './synthetic.ts';

export interface Simulated {
  readonly ratio: { value: number; low: number; high: number };
  readonly blocks: number;
}

/** True ratio of the two simulated models. */
export const TRUTH = 1.04;

/** How the processes of one model differ: log factors, of mean 0 and a standard deviation of 3 %. */
const processes = {
  'correlated .4': (random) => correlated(0.4, random),
  'correlated .5': (random) => correlated(0.5, random),
  'one-sided': (random) => () => 0.03 * (-Math.log(1 - random()) - 1),
  'an outlier in ten': (random) => () => (random() < 0.1 ? 0.09 : -0.01) + 0.01 * normalDraw(random),
} satisfies Record<string, (random: Uniform) => () => number>;

/** What disturbs a simulated machine, and how the processes of a model differ on a quiet one. */
export const DISTURBANCES = [...Object.keys(noises), ...Object.keys(processes)] as (
  | keyof typeof noises
  | keyof typeof processes
)[];

/** Measures two simulated models with the whole engine and its default sampling. */
export async function simulateRun(kind: (typeof DISTURBANCES)[number], seed: number): Promise<Simulated> {
  const random = seededRandom(`${kind} ${seed}`);
  const machine = { now: 0, slowdown: () => 1 };
  if (kind in noises) machine.slowdown = noises[kind as keyof typeof noises](machine, random);
  const between = kind in processes ? processes[kind as keyof typeof processes](random) : 0.02;
  const models = [
    { id: 'a', ms: 10, between: kind in processes ? 0 : 0.02, within: 0.03 },
    { id: 'b', ms: 10 * TRUTH, between, within: 0.03 },
  ];
  const [, record] = await measureGroup(syntheticCells(machine, models, random), {
    group: kind,
    seed,
    budgetMs: 20_000,
    sampling: SamplingOptions.parse({ anchor: false }),
    clock: () => machine.now,
  });
  if (record?.type !== 'latency') throw new Error('no record');
  return { ratio: record.ratio!, blocks: record.blocks.length };
}

function correlated(correlation: number, random: Uniform): () => number {
  let log = 0.03 * normalDraw(random);
  return () => {
    log = correlation * log + 0.03 * Math.sqrt(1 - correlation ** 2) * normalDraw(random);
    return log;
  };
}
