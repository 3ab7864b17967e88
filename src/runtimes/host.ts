import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { forkEntry } from '../processes/index.ts';
import type { Answers, Reply, Request } from './protocol.ts';
import { residentBytes } from './resident.ts';
import type { ProcessLimits, RuntimeModel, RuntimeProcess, RuntimeSession, SessionOptions } from './types.ts';

/**
 * Starts a child process whose entry calls `serve`, and speaks with it. One request is under way at a time;
 * a process that dies, hangs or grows beyond its limit rejects it, and all later ones, with one line.
 */
export async function startProcess(
  entry: URL,
  limits: ProcessLimits,
  env: Readonly<Record<string, string>> = {},
): Promise<RuntimeProcess> {
  const child = forkEntry(entry, env);
  const link = connect(child, limits);
  await link.ready;

  let sessions = 0;
  return {
    pid: child.pid!,
    open: async (model: RuntimeModel, options: SessionOptions): Promise<RuntimeSession> => {
      const session = sessions++;
      const opened = await link.ask('open', { type: 'open', session, model, options });
      return {
        ...opened,
        run: (count, uncounted = 0) => link.ask('run', { type: 'run', session, count, uncounted }),
        infer: (input) => link.ask('infer', { type: 'infer', session, ...(input ? { input } : {}) }),
        close: async () => {
          await link.ask('release', { type: 'release', session });
        },
      };
    },
    peakRssBytes: () => link.ask('peak', { type: 'peak' }),
    close: link.close,
  };
}

interface Link {
  readonly ready: Promise<unknown>;
  ask<Kind extends Request['type']>(
    kind: Kind,
    request: Extract<Request, { type: Kind }>,
  ): Promise<Answers[Kind]>;
  close(): Promise<void>;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

const DOING = {
  ready: 'starting',
  open: 'opening the model',
  run: 'running',
  infer: 'running',
  release: 'closing',
  peak: 'idle',
};

function connect(child: ChildProcess, limits: ProcessLimits): Link {
  const pending = new Map<number, Pending>();
  let nextId = 0;
  let doing: keyof typeof DOING = 'ready';
  let dead: string | undefined;
  let lastWords = '';

  const die = (reason: string) => {
    dead ??= reason;
    for (const { reject } of pending.values()) reject(new Error(dead));
    pending.clear();
  };
  const kill = (reason: string) => {
    die(reason);
    child.kill('SIGKILL');
  };
  // `close` is not emitted after our own `disconnect`; `exit` may come before the last words are read.
  const heard = new Promise<void>((resolve) => child.stderr!.once('close', resolve));
  const exited = new Promise<void>((resolve) => {
    child.once('exit', async (code, signal) => {
      clearInterval(watch);
      limits.signal?.removeEventListener('abort', abort);
      await Promise.race([heard, delay(500, undefined, { ref: false })]);
      die(`the process ${deathOf(code, signal)} while ${DOING[doing]}${lastLine(lastWords)}`);
      resolve();
    });
  });
  child.once('error', (error) => die(`the process cannot be started: ${error.message}`));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-2000);
  });
  child.on('message', (reply: Reply) => {
    const waiting = pending.get(reply.id);
    pending.delete(reply.id);
    if ('error' in reply) waiting?.reject(new Error(oneLine(reply.error)));
    else waiting?.resolve(reply.value);
  });
  const abort = () => kill('interrupted');
  limits.signal?.addEventListener('abort', abort, { once: true });
  if (limits.signal?.aborted) abort();
  const watch = setInterval(() => {
    const resident = limits.memoryBytes === undefined ? undefined : residentBytes(child.pid!);
    if (resident !== undefined && resident > limits.memoryBytes!) {
      const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
      kill(
        `out of memory: ${mebibytes(resident)} resident while ${DOING[doing]}, the limit is ${mebibytes(limits.memoryBytes!)}`,
      );
    }
  }, 100);
  watch.unref();

  const expect = <Value>(id: number, kind: keyof typeof DOING) =>
    new Promise<Value>((resolve, reject) => {
      if (dead !== undefined) return reject(new Error(dead));
      doing = kind;
      const timer = setTimeout(
        () => kill(`no answer for ${limits.timeoutMs / 1000} s while ${DOING[kind]}; the process was killed`),
        limits.timeoutMs,
      );
      pending.set(id, {
        resolve: (value) => {
          clearTimeout(timer);
          resolve(value as Value);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });

  return {
    ready: expect(nextId++, 'ready'),
    ask: (kind, request) => {
      const id = nextId++;
      const answer = expect<Answers[typeof kind]>(id, kind);
      // A channel that is closed already is reported by the `close` event, with its reason.
      if (dead === undefined && child.connected) child.send({ id, request }, () => {});
      return answer;
    },
    close: async () => {
      if (child.connected) child.disconnect();
      const force = setTimeout(() => child.kill('SIGKILL'), 2000);
      await exited;
      clearTimeout(force);
    },
  };
}

function deathOf(code: number | null, signal: NodeJS.Signals | null): string {
  switch (signal) {
    case null:
      return `ended with exit code ${code}`;
    case 'SIGKILL':
      return 'was killed (SIGKILL: by hand, or by the kernel because memory ran out)';
    default:
      return `crashed (${signal})`;
  }
}

function lastLine(text: string): string {
  const line = text.trim().split('\n').at(-1)?.trim();
  return line ? `: ${line}` : '';
}

function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
