import { performance } from 'node:perf_hooks';
import { setImmediate as next, setTimeout as pause } from 'node:timers/promises';
import { serve } from '../../processes/index.ts';
import type { NeighbourRequests } from '../neighbour.ts';

/** Milliseconds after which it looks whether its parent has ended. */
const SLICE = 20;
/** Bytes of each of two buffers: larger than the caches of any machine. */
const BUFFER = 2 ** 27;

/** A neighbour in this process, which `startNeighbour` started. It is scheduled like any other process. */
serve<NeighbourRequests>(
  {
    use(how) {
      void (how === 'memory' ? copy() : how === 'bursts' ? burst() : compute());
    },
  },
  { killFirst: true },
);

async function compute(ms = Number.POSITIVE_INFINITY): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    const slice = performance.now() + SLICE;
    let value = 1;
    while (performance.now() < slice)
      for (let step = 0; step < 10_000; step++) value = Math.sqrt(value + step);
    await next();
  }
}

async function burst(): Promise<void> {
  for (;;) {
    await compute(500 * Math.random());
    await pause(500 * Math.random());
  }
}

async function copy(): Promise<void> {
  const [from, to] = [new Uint8Array(BUFFER).fill(1), new Uint8Array(BUFFER)];
  for (;;) {
    to.set(from);
    await next();
  }
}
