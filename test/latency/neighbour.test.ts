import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { NEIGHBOURS, startNeighbour } from '../../src/latency/neighbour.ts';

/** Processes of neighbours that this process started. */
function running(): number {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  return children
    .split(' ')
    .filter(Boolean)
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('neighbour/child')).length;
}

const linux = process.platform === 'linux';

test.runIf(linux)(
  'a neighbour is one process, or one per core, until it is closed',
  async () => {
    for (const [kind, processes] of [
      ['none', 0],
      ['bursts', 1],
      ['memory', 1],
      ['cores', 2],
    ] as const) {
      const neighbour = await startNeighbour(kind, { cores: 2 });
      expect(running()).toBe(processes);
      await neighbour.close();
      expect(running()).toBe(0);
    }
  },
  60_000,
);

test.runIf(linux)(
  'an abort ends it without a call to close',
  async () => {
    const controller = new AbortController();
    await startNeighbour('core', { cores: 2, signal: controller.signal });
    expect(running()).toBe(1);
    controller.abort();
    while (running() > 0) await delay(10);
  },
  60_000,
);

test('on a machine with one core there is room for none', async () => {
  for (const kind of NEIGHBOURS.filter((one) => one !== 'none'))
    await expect(startNeighbour(kind, { cores: 1 })).rejects.toThrow(
      `a neighbour (${kind}) needs a machine with two cores or more; this one has one, so measure it without`,
    );
  await (await startNeighbour('none', { cores: 1 })).close();
});
