import { mannWhitney, median } from '../stats/index.ts';
import type { SamplingOptions } from './options.ts';
import type { MeasuredCell } from './types.ts';
import { warmUp } from './warmup.ts';

export interface SequentialTrial {
  /** Median of the second arm over that of the first. */
  readonly ratio: number;
  /** Two-sided p-value of the Mann–Whitney test over single runs. */
  readonly p: number;
}

/**
 * Compares two latencies the usual way, so that calibration can show its false alarms: each arm in a process of its
 * own, warmed up, one after the other, with as many runs as fit into half of the budget.
 */
export async function measureSequentially(
  arms: readonly [MeasuredCell, MeasuredCell],
  options: {
    readonly sampling: SamplingOptions;
    readonly budgetMs: number;
    readonly clock: () => number;
    readonly signal?: AbortSignal;
  },
): Promise<SequentialTrial> {
  const first = await measureArm(arms[0], options);
  const second = await measureArm(arms[1], options);
  return { ratio: median(second) / median(first), p: mannWhitney(first, second).p };
}

async function measureArm(
  arm: MeasuredCell,
  { sampling, budgetMs, clock, signal }: Parameters<typeof measureSequentially>[1],
): Promise<number[]> {
  const start = clock();
  const host = await arm.runtime.start({
    timeoutMs: sampling.timeoutSeconds * 1000,
    ...(signal ? { signal } : {}),
  });
  try {
    const { provider, threads, graphOptimization } = arm.cell;
    const session = await host.open(arm.model, {
      provider,
      threads,
      graphOptimization,
      ...(arm.options ? { options: arm.options } : {}),
    });
    await warmUp(async () => (await session.run(1)).runs[0]!, sampling.warmupMaxMs, clock);
    const durations: number[] = [];
    while (durations.length < 20 || clock() - start < budgetMs / 2)
      durations.push(...(await session.run(10)).runs);
    return durations;
  } finally {
    await host.close();
  }
}
