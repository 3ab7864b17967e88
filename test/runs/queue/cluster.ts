import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { executeSuite, type ModelSource } from '../../../src/runs/execute/index.ts';
import {
  type Collected,
  type Connection,
  collectParts,
  connectRedis,
  enqueueSuite,
  runWorker,
} from '../../../src/runs/queue/index.ts';
import type { WorkerState } from '../../../src/runs/queue/posted.ts';
import type { LoadedSuite } from '../../../src/runs/suite/index.ts';
import { judgeClaims } from '../../../src/verdicts/claims/index.ts';
import { tinyModels } from '../../accuracy/tiny-models.ts';

/** A worker process and its output. */
export interface TestWorker {
  readonly child: ChildProcess;
  said(): string;
}

/** @param wrapper a command that starts the worker, e.g. `taskset -c 0` */
export function startWorker(
  args: readonly string[],
  script = './tiny-worker.ts',
  wrapper: readonly string[] = [],
): TestWorker {
  const line = [
    ...wrapper,
    process.execPath,
    '--conditions=fastvit-bench-source',
    '--import',
    'tsx',
    fileURLToPath(new URL(script, import.meta.url)),
    ...args,
  ];
  // In its own process group, so that its evaluators are killed with it.
  const child = spawn(line[0] as string, line.slice(1), { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return { child, said: () => said };
}

export async function endWorker({ child }: TestWorker): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(timer);
}

export const quiet = { now: () => performance.now(), log() {}, progress() {} };

/** Runs a suite on one machine, without a queue. */
export async function runAlone(suite: LoadedSuite, out: string): Promise<void> {
  await executeSuite(
    suite,
    { root: '.', out, command: ['tiny'], env: {} },
    {
      source: tinyModels,
      judgeClaims,
      measure: () => Promise.reject(new Error('nothing is timed here')),
      runtime: () => Promise.reject(new Error('nothing is timed here')),
    },
    { ...quiet, signal: new AbortController().signal, started() {} },
  );
}

export interface QueueRun {
  readonly collected: Collected;
  readonly log: readonly string[];
}

/** Enqueues a suite and collects all of its parts. @param onProgress called with the number of finished images */
export async function runQueued(
  suite: LoadedSuite,
  url: string,
  root: string,
  out: string,
  options: { shared?: string; retry?: boolean; posted?: () => void } = {},
): Promise<QueueRun> {
  const log: string[] = [];
  const hooks = {
    ...quiet,
    signal: new AbortController().signal,
    log: (line: string) => log.push(line),
  };
  return await withRedis(url, async (connection) => {
    const enqueued = await enqueueSuite(suite, connection, enqueueOptions(root, out, options.retry), hooks);
    options.posted?.();
    try {
      const shared = options.shared === undefined ? {} : { shared: options.shared };
      return { collected: await collectParts(enqueued, connection, { ...shared, everyMs: 200 }, hooks), log };
    } finally {
      await enqueued.close();
    }
  });
}

export function enqueueOptions(root: string, out: string, retry = false) {
  return { dataRoot: root, root, out, retry, command: ['tiny'], env: {}, source: tinyModels };
}

export async function withRedis<T>(url: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connectRedis({ url, onNote() {} });
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}

/** Runs a worker in this process until no work is left. */
export async function workOnce(
  url: string,
  dataRoot: string,
  options: { shared?: string; log?: string[]; source?: ModelSource } = {},
): Promise<WorkerState> {
  const { shared, log = [], source = tinyModels } = options;
  return await withRedis(url, (connection) =>
    runWorker(
      connection,
      {
        dataRoot,
        root: dataRoot,
        source,
        env: {},
        fetch: async (loaded) => loaded,
        concurrency: 2,
        once: true,
        version: 'test',
        ...(shared === undefined ? {} : { shared }),
      },
      { signal: new AbortController().signal, log: (line) => log.push(line) },
    ),
  );
}

/** Waits until a condition holds. @throws Error after `seconds` */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  seconds = 120,
): Promise<void> {
  const ends = performance.now() + seconds * 1000;
  while (!(await condition())) {
    if (performance.now() > ends) throw new Error(`in ${seconds} s not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
