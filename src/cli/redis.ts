import type { Command } from 'commander';
import { UserError } from '../files/index.ts';
import type { Connection } from '../runs/queue/index.ts';
import { type Io, note } from './io.ts';

/** Where the address may stand, so that a password is in no process list and no shell history. */
const VARIABLE = 'FASTVIT_BENCH_REDIS';

export interface RedisOption {
  readonly redis?: string;
}

/** Adds `--redis` to a command. */
export function withRedis(command: Command): Command {
  return command.option(
    '--redis <url>',
    `redis://[[user]:password@]host[:port][/db], rediss:// for TLS (default: ${VARIABLE})`,
  );
}

/** Folder of the data, for `enqueue` and `worker`. */
export function dataRoot(given: string | undefined, io: Io): string {
  return given ?? io.env.FASTVIT_BENCH_DATA ?? '.';
}

/** Connects for the length of some work. @throws UserError as `connectRedis` */
export async function onRedis<T>(
  { redis }: RedisOption,
  io: Io,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const url = redis ?? io.env[VARIABLE];
  if (url === undefined || url === '')
    throw new UserError(`give the address of Redis: --redis redis://host:6379, or the variable ${VARIABLE}`);
  const { connectRedis } = await import('../runs/queue/index.ts');
  const connection = await connectRedis({ url, onNote: (line) => note(io, line) });
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}
