import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../src/files/index.ts';
import { type Child, type ProcessLimits, startProcess } from '../../src/processes/index.ts';
import type { TestRequests } from './entry.ts';
import type { ParentRequests } from './parent.ts';

type TestChild = Child<TestRequests, number>;

const children: TestChild[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(children.splice(0).map((child) => child.close()));
});

async function start(limits?: ProcessLimits, env?: Record<string, string>): Promise<TestChild> {
  const child = await startProcess<TestRequests, number>(new URL('./entry.ts', import.meta.url), limits, env);
  children.push(child);
  return child;
}

const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: Error) => error.message,
  );

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('asking', () => {
  test('requests are answered in order, also with typed arrays', async () => {
    const child = await start();
    const answered: number[] = [];
    const asked = [3, 1, 2].map(async (value) => {
      const answer = await child.ask('echo', Float64Array.of(value), 'echoing');
      answered.push((answer as Float64Array)[0]!);
    });
    await Promise.all(asked);
    expect(answered).toEqual([3, 1, 2]);
    expect(await child.ask('environment', 'NOT_SET', 'looking')).toBeUndefined();
  });

  test('progress comes before the answer, to the caller of the request', async () => {
    const child = await start();
    const seen: number[][] = [[], []];
    const answers = await Promise.all(
      seen.map((list, at) => child.ask('count', at + 2, 'counting', (progress) => list.push(progress))),
    );
    expect(answers).toEqual([2, 3]);
    expect(seen).toEqual([
      [0, 1],
      [0, 1, 2],
    ]);
  });

  test('what a handler throws is an answer: the process stays, and a UserError stays one', async () => {
    const child = await start();
    const failure = await child.ask('fail', 'out of\n  paper', 'printing').catch((error) => error);
    expect(failure).not.toBeInstanceOf(UserError);
    expect(failure.message).toBe('out of paper');
    expect(failure.stack).toContain('entry.ts');
    const refusal = await child.ask('refuse', 'no such paper', 'printing').catch((error) => error);
    expect(refusal).toBeInstanceOf(UserError);
    expect(refusal.message).toBe('no such paper');
    expect(await child.ask('echo', 1, 'echoing')).toBe(1);
  });

  test('variables are passed on', async () => {
    const child = await start({}, { TEST_VARIABLE: 'x' });
    expect(await child.ask('environment', 'TEST_VARIABLE', 'looking')).toBe('x');
  });
});

describe('when the process dies, one line says what it was doing', () => {
  test('an exit code', async () => {
    const child = await start();
    const [first, second] = [child.ask('exit', 3, 'dividing'), child.ask('echo', 1, 'echoing')];
    expect(await messageOf(first)).toBe('the process ended with exit code 3 while dividing');
    expect(await messageOf(second)).toBe('the process ended with exit code 3 while dividing');
    expect(child.alive()).toBe(false);
    expect(await messageOf(child.ask('echo', 1, 'again'))).toContain('exit code 3');
  });

  test.skipIf(process.platform === 'win32').each([
    [
      'SIGKILL',
      'the process was killed (SIGKILL: by hand, or by the kernel because memory ran out) while adding',
    ],
    ['SIGSEGV', 'the process crashed (SIGSEGV) while adding'],
  ] as const)('%s', async (signal, message) => {
    const child = await start();
    expect(await messageOf(child.ask('signal', signal, 'adding'))).toBe(message);
  });

  test('the reason is the last message, not the stack below it', async () => {
    const child = await start();
    expect(await messageOf(child.ask('crash', 'the tape is torn', 'reading'))).toBe(
      'the process ended with exit code 1 while reading: Error: the tape is torn',
    );
  });

  test('an entry that does not load', async () => {
    const starting = startProcess(new URL('./missing.ts', import.meta.url));
    expect(await messageOf(starting)).toMatch(
      /^the process ended with exit code 1 while starting: .*missing/,
    );
  });
});

describe('limits', () => {
  test('no answer in time kills it', async () => {
    const child = await start({ timeoutMs: 3000 });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = messageOf(child.ask('hang', undefined, 'sleeping'));
    vi.advanceTimersByTime(2999);
    expect(child.alive()).toBe(true);
    vi.advanceTimersByTime(1);
    expect(await asked).toBe('no answer for 3 s while sleeping; the process was killed');
    expect(await messageOf(child.ask('echo', 1, 'again'))).toContain('no answer for 3 s');
  });

  test.skipIf(!existsSync('/proc/self/status'))('memory above the limit kills it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const child = await start({ memoryBytes: 600 * 2 ** 20 });
    vi.advanceTimersByTime(100);
    expect(child.alive()).toBe(true);
    await child.ask('allocate', 700 * 2 ** 20, 'growing');
    const asked = messageOf(child.ask('hang', undefined, 'sleeping'));
    vi.advanceTimersByTime(100);
    expect(await asked).toMatch(/^out of memory: \d+ MiB resident while sleeping, the limit is 600 MiB$/);
  });

  test('an abort kills it, before it is ready and after', async () => {
    const controller = new AbortController();
    const child = await start({ signal: controller.signal });
    const asked = messageOf(child.ask('block', undefined, 'working'));
    controller.abort();
    expect(await asked).toBe('interrupted');
    expect(await messageOf(start({ signal: controller.signal }))).toBe('interrupted');
  });
});

describe('the end', () => {
  test('closing ends a process that does nothing, and one that waits', async () => {
    const [idle, busy] = [await start(), await start()];
    const asked = messageOf(busy.ask('hang', undefined, 'sleeping'));
    await Promise.all([idle.close(), busy.close()]);
    expect(isRunning(idle.pid)).toBe(false);
    expect(isRunning(busy.pid)).toBe(false);
    expect(await asked).toBe('the process ended with exit code 0 while sleeping');
  });

  test('closing kills one that does not react', async () => {
    const child = await start();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const asked = messageOf(child.ask('block', undefined, 'working'));
    const closing = child.close();
    vi.advanceTimersByTime(2000);
    await closing;
    expect(await asked).toContain('SIGKILL');
    expect(isRunning(child.pid)).toBe(false);
  });

  test('a process ends when its parent has ended', async () => {
    // A parent that starts one process, tells its pid, and dies without a word.
    const controller = new AbortController();
    const entry = new URL('./parent.ts', import.meta.url);
    const parent = await startProcess<ParentRequests>(entry, { signal: controller.signal });
    const pid = await parent.ask('start', 'hang', 'starting another');
    expect(isRunning(pid)).toBe(true);
    controller.abort();
    while (isRunning(pid)) await delay(10);
    await parent.close();
  });

  test('a process that computes is killed when its parent exits', async () => {
    const parent = await startProcess<ParentRequests>(new URL('./parent.ts', import.meta.url));
    const pid = await parent.ask('start', 'block', 'starting another');
    await parent.ask('exit', undefined, 'exiting').catch(() => {});
    while (isRunning(pid)) await delay(10);
    await parent.close();
  });

  test.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'only the parent acts on %s, which reaches the whole group',
    async (signal) => {
      const child = await start();
      process.kill(child.pid, signal);
      expect(await child.ask('echo', 1, 'echoing')).toBe(1);
    },
  );

  test('many processes are no leak of listeners', async () => {
    const before = [process.listenerCount('exit'), process.getMaxListeners()];
    const children = await Promise.all(Array.from({ length: 3 }, () => start()));
    expect(process.listenerCount('exit')).toBe(before[0]! + 3);
    expect(process.getMaxListeners()).toBe(before[1]! + 3);
    await Promise.all(children.map((child) => child.close()));
    expect([process.listenerCount('exit'), process.getMaxListeners()]).toEqual(before);
  });
});
