import { expect, test } from 'vitest';
import { type Child, runPool, startProcess } from '../../src/processes/index.ts';
import type { TestRequests } from './entry.ts';

/** A process that is a record of what happened to it. */
function fakeProcesses() {
  const log: string[] = [];
  let started = 0;
  return {
    log,
    start: async () => {
      const name = `p${++started}`;
      return {
        name,
        close: async () => {
          if (!log.includes(`${name} closed`)) log.push(`${name} closed`);
        },
      };
    },
  };
}

test('each process takes the next item when it is free, and is prepared once', async () => {
  const { log, start } = fakeProcesses();
  const done: string[] = [];
  await runPool([1, 2, 3, 4, 5], {
    processes: 2,
    start,
    prepare: async ({ name }) => void log.push(`${name} prepared`),
    work: async ({ name }, item) => {
      // The first process is slow: the other one does the rest.
      for (let turns = 0; turns < (name === 'p1' ? 50 : 1); turns++) await Promise.resolve();
      done.push(`${name} ${item}`);
    },
  });
  expect(done).toEqual(['p2 2', 'p2 3', 'p2 4', 'p2 5', 'p1 1']);
  expect(log).toEqual(['p1 prepared', 'p2 prepared', 'p2 closed', 'p1 closed']);
});

test('the first error stops all processes, and no further item is taken', async () => {
  const { log, start } = fakeProcesses();
  const taken: number[] = [];
  function* items() {
    for (let item = 1; ; item++) {
      taken.push(item);
      yield item;
    }
  }
  const running = runPool(items(), {
    processes: 3,
    start,
    work: async (_, item) => {
      await Promise.resolve();
      if (item === 5) throw new Error('five');
      if (item > 5) throw new Error('a consequence');
    },
  });
  await expect(running).rejects.toThrow('five');
  expect(taken.length).toBeLessThan(9);
  expect(log.toSorted()).toEqual(['p1 closed', 'p2 closed', 'p3 closed']);
});

test('a process that cannot be prepared is closed', async () => {
  const { log, start } = fakeProcesses();
  const running = runPool([1], {
    processes: 1,
    start,
    prepare: () => Promise.reject(new Error('unfit')),
    work: async () => {},
  });
  await expect(running).rejects.toThrow('unfit');
  expect(log).toEqual(['p1 closed']);
});

test('an abort stops all, with its reason', async () => {
  const { log, start } = fakeProcesses();
  const controller = new AbortController();
  const running = runPool([1, 2, 3, 4], {
    processes: 2,
    signal: controller.signal,
    start,
    work: async (_, item) => {
      if (item === 3) controller.abort(new Error('enough'));
    },
  });
  await expect(running).rejects.toThrow('enough');
  expect(log.toSorted()).toEqual(['p1 closed', 'p2 closed']);
  await expect(
    runPool([1], { processes: 1, signal: controller.signal, start, work: async () => {} }),
  ).rejects.toThrow('enough');
});

test('if a process dies, the error names its work, and the others end', async () => {
  const started: Child<TestRequests, number>[] = [];
  const running = runPool(['a', 'b', 'c', 'd'], {
    processes: 2,
    start: async () => {
      const child = await startProcess<TestRequests, number>(new URL('./entry.ts', import.meta.url));
      started.push(child);
      return child;
    },
    work: async (child, item) => {
      if (item === 'c') await child.ask('exit', 7, `chewing ${item}`);
      await child.ask('echo', item, `chewing ${item}`);
    },
  });
  await expect(running).rejects.toThrow('the process ended with exit code 7 while chewing c');
  expect(started.map((child) => child.alive())).toEqual([false, false]);
});
