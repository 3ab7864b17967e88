import { Bench } from 'tinybench';

/**
 * Durations of `count` runs in milliseconds, ascending, by tinybench's sampling loop: each run is awaited between two
 * readings of `clock`, and nothing else happens between them. Runs in the page of the browser runtime as well.
 *
 * @param clock milliseconds, monotonic
 * @param mark called before each run and after the last, outside the timed spans
 * @throws what a run throws
 */
export async function sampleRuns(
  run: () => Promise<unknown>,
  count: number,
  clock: () => number,
  mark?: () => void,
): Promise<number[]> {
  const bench = new Bench({
    iterations: count,
    time: 0,
    warmup: false,
    retainSamples: true,
    throws: true,
    now: clock,
  });
  // `async: true` saves the extra call by which tinybench would find out.
  bench.add('run', run, {
    async: true,
    ...(mark ? { beforeEach: mark, afterAll: mark } : {}),
  });
  const [task] = await bench.run();
  const result = task!.result;
  if (result.state !== 'completed') throw new Error(`sampling ended as ${result.state}`);
  return [...result.latency.samples!];
}
