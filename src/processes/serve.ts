import { writeFileSync } from 'node:fs';
import { messageOf, UserError } from '../files/index.ts';
import type { AnswerOf, Asked, Reply, ReplyError, RequestOf, Requests } from './protocol.ts';

/** One function per kind of request; `report` sends progress before the answer. */
export type Handlers<R extends Requests<R>, Progress = never> = {
  readonly [Kind in keyof R]: (
    request: RequestOf<R, Kind>,
    report: (progress: Progress) => void,
  ) => AnswerOf<R, Kind> | Promise<AnswerOf<R, Kind>>;
};

export interface ServeOptions {
  /** If memory runs out, the kernel kills this process before the one that keeps the results. */
  readonly killFirst?: boolean;
}

/**
 * Answers the requests of the parent that called `startProcess`, one at a time and in order. What a handler throws is an
 * answer too. The process ends when its parent has ended. It ignores Ctrl-C, SIGTERM and SIGHUP, which reach the whole
 * group, because the parent decides what to stop; the parent kills with SIGKILL.
 */
export function serve<R extends Requests<R>, Progress = never>(
  handlers: Handlers<R, Progress>,
  { killFirst = false }: ServeOptions = {},
): void {
  if (!process.connected) process.exit(0);
  process.on('disconnect', () => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  if (killFirst) preferForKilling();
  let queue = Promise.resolve();
  process.on('message', ({ id, kind, request }: Asked) => {
    queue = queue.then(async () => {
      try {
        const handler = handlers[kind as keyof R];
        send({ id, value: await handler(request as never, (progress) => send({ id, progress })) });
      } catch (error) {
        send({ id, error: replyError(error) });
      }
    });
  });
  send({ id: 0, value: undefined });
}

function send(reply: Reply): void {
  // The callback swallows the error of a parent that has ended.
  process.send?.(reply, () => {});
}

function replyError(error: unknown): ReplyError {
  const stack = error instanceof Error ? error.stack : undefined;
  return {
    message: messageOf(error),
    user: error instanceof UserError,
    ...(error instanceof UserError && error.code !== undefined ? { code: error.code } : {}),
    ...(stack === undefined ? {} : { stack }),
  };
}

function preferForKilling(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Only Linux has this file.
  }
}
