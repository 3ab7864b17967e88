import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { atExit, UserError } from '../files/index.ts';
import { oneLine } from '../text/index.ts';
import { residentBytes } from './memory.ts';
import type { AnswerOf, Asked, Reply, ReplyError, RequestOf, Requests } from './protocol.ts';

export interface ProcessLimits {
  /** Longest that one request, or starting, may take before the process is killed. No limit if absent. */
  readonly timeoutMs?: number;
  /** Resident memory, descendants included, above which the process is killed. Checked where there is a /proc. */
  readonly memoryBytes?: number;
  /** Kills the process when it aborts. */
  readonly signal?: AbortSignal;
}

/** A process that answers requests. Every promise rejects with one line if it dies or exceeds a limit. */
export interface Child<R extends Requests<R>, Progress = never> {
  readonly pid: number;
  /** False once the process has died or was disconnected. */
  alive(): boolean;
  /**
   * Sends one message and waits for the one that answers it. Requests are answered one at a time, in order.
   *
   * @param doing names the work in errors, as in "the process crashed while running"
   * @throws UserError where the process threw one; Error where it failed, died or exceeded a limit
   */
  ask<Kind extends keyof R & string>(
    kind: Kind,
    request: RequestOf<R, Kind>,
    doing: string,
    onProgress?: (progress: Progress) => void,
  ): Promise<AnswerOf<R, Kind>>;
  /** Disconnects, which ends the process as soon as it handles events; kills it after two seconds. */
  close(): Promise<void>;
}

interface Pending {
  readonly doing: string;
  readonly settle: (outcome: { readonly value: unknown } | { readonly error: Error }) => void;
  readonly onProgress: ((progress: never) => void) | undefined;
}

/** Milliseconds between two checks of a process's memory. */
const MEMORY_INTERVAL = 100;
/** Milliseconds that a process has to end by itself. */
const GRACE = 2000;

/**
 * Starts a module of this package as a process; the module calls `serve`.
 *
 * @param entry its TypeScript source, as `new URL('./child.ts', import.meta.url)`; a built package runs the
 *   JavaScript file of the same name
 * @param env variables besides those of this process
 */
export async function startProcess<R extends Requests<R>, Progress = never>(
  entry: URL,
  limits: ProcessLimits = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Child<R, Progress>> {
  const child = forkEntry(entry, env);
  const words = lastWords(child);
  const pending = new Map<number, Pending>();
  let nextId = 0;
  let dead: string | undefined;

  // Requests are answered in order, so the oldest is the one under way.
  const doing = () => pending.values().next().value?.doing ?? 'idle';
  const die = (reason: string) => {
    dead ??= reason;
    for (const { settle } of pending.values()) settle({ error: new Error(dead) });
  };
  const kill = (reason: string) => {
    die(reason);
    child.kill('SIGKILL');
  };
  const abort = () => kill('interrupted');
  // A process that computes does not notice that its parent has ended.
  const killed = atExit(() => child.kill('SIGKILL'));
  const watch =
    limits.memoryBytes === undefined ? undefined : setInterval(checkMemory, MEMORY_INTERVAL).unref();
  const exited = new Promise<void>((resolve) => {
    child.once('exit', async (code, signal) => {
      clearInterval(watch);
      killed();
      limits.signal?.removeEventListener('abort', abort);
      die(`the process ${deathOf(code, signal)} while ${doing()}${await words()}`);
      resolve();
    });
    child.once('error', (error) => {
      die(`the process cannot be started: ${error.message}`);
      if (child.pid !== undefined) return;
      killed();
      resolve();
    });
  });
  limits.signal?.addEventListener('abort', abort, { once: true });
  if (limits.signal?.aborted) abort();
  child.on('message', (reply: Reply) => {
    const waiting = pending.get(reply.id);
    if ('progress' in reply) waiting?.onProgress?.(reply.progress as never);
    else waiting?.settle('error' in reply ? { error: errorOf(reply.error) } : reply);
  });

  await answerTo(nextId++, 'starting');
  return {
    pid: child.pid as number,
    alive: () => dead === undefined && child.connected,
    ask: (kind, request, doing, onProgress) => {
      const id = nextId++;
      const answer = answerTo<AnswerOf<R, typeof kind>>(id, doing, onProgress);
      // If the channel is already closed, the exit gives the reason.
      if (dead === undefined && child.connected) child.send({ id, kind, request } satisfies Asked, () => {});
      return answer;
    },
    close: async () => {
      if (child.connected) child.disconnect();
      const force = setTimeout(() => child.kill('SIGKILL'), GRACE);
      await exited;
      clearTimeout(force);
    },
  };

  function answerTo<Value>(
    id: number,
    doing: string,
    onProgress?: (progress: Progress) => void,
  ): Promise<Value> {
    return new Promise((resolve, reject) => {
      if (dead !== undefined) return reject(new Error(dead));
      const { timeoutMs } = limits;
      const timer =
        timeoutMs === undefined
          ? undefined
          : setTimeout(
              () => kill(`no answer for ${timeoutMs / 1000} s while ${doing}; the process was killed`),
              timeoutMs,
            );
      pending.set(id, {
        doing,
        onProgress,
        settle: (outcome) => {
          clearTimeout(timer);
          pending.delete(id);
          if ('error' in outcome) reject(outcome.error);
          else resolve(outcome.value as Value);
        },
      });
    });
  }

  function checkMemory(): void {
    const resident = residentBytes(child.pid as number);
    const limit = limits.memoryBytes as number;
    if (resident !== undefined && resident > limit)
      kill(
        `out of memory: ${mebibytes(resident)} resident while ${doing()}, the limit is ${mebibytes(limit)}`,
      );
  }
}

/** From the sources a process needs the TypeScript loader, by its full path: a run may start in any folder. */
function forkEntry(entry: URL, env: Readonly<Record<string, string>>): ChildProcess {
  const fromSource = import.meta.url.endsWith('.ts');
  const loader = () => pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm')).href;
  const path = fileURLToPath(entry);
  return fork(fromSource ? path : path.replace(/\.ts$/, '.js'), {
    execArgv: fromSource ? ['--conditions=fastvit-bench-source', '--import', loader()] : [],
    env: { ...process.env, ...env },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** Collects what a process prints on stderr. The returned function waits for its end and gives `: <last line>`, or ''. */
function lastWords(child: ChildProcess): () => Promise<string> {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (more: string) => {
    text = (text + more).slice(-2000);
  });
  // `close` of the process is not emitted after our own `disconnect`, and `exit` may come before the last output.
  const ended = new Promise<void>((resolve) => child.stderr?.once('close', resolve));
  return async () => {
    await Promise.race([ended, delay(500, undefined, { ref: false })]);
    // The report of an uncaught exception ends with its stack and the version of Node.
    const lines = text.split('\n').map((line) => line.trim());
    const line = lines.findLast((line) => line !== '' && !/^(at |Node\.js v|[{}]$)/.test(line));
    return line === undefined ? '' : `: ${line}`;
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

function errorOf({ message, user, code, stack }: ReplyError): Error {
  const line = oneLine(message);
  if (user) return new UserError(line, code);
  return Object.assign(new Error(line), stack === undefined ? {} : { stack });
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
