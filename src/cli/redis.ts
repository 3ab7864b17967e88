import type { Command } from 'commander';
import { UserError } from '../files/index.ts';
import type { Connection } from '../runs/queue/index.ts';
import { type Io, note } from './io.ts';

/** Holds the address, so that a password does not show in process lists or the shell's history. */
const VARIABLE = 'FASTVIT_BENCH_REDIS';

export interface RedisOption {
  readonly redis?: string;
}

/** Adds `--redis` to a command. */
export function withRedis(command: Command): Command {
  return command.option(
    '--redis <url>',
    `redis://[[user]:password@]host[:port][/db], or rediss:// for TLS (default: $${VARIABLE})`,
  );
}

/** The data folder of `enqueue` and `worker`. */
export function dataRoot(given: string | undefined, io: Io): string {
  return given ?? io.env.FASTVIT_BENCH_DATA ?? '.';
}

/** Connects, does the work and disconnects. @throws UserError as `connectRedis` and `explainRefusals` */
export async function onRedis<T>(
  { redis }: RedisOption,
  io: Io,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const url = redis ?? io.env[VARIABLE];
  if (url === undefined || url === '')
    throw new UserError(`no Redis address; give --redis redis://host:6379 or set ${VARIABLE}`);
  const { connectRedis, explainRefusals } = await import('../runs/queue/index.ts');
  const connection = await connectRedis({ url, onNote: (line) => note(io, line) });
  try {
    return await explainRefusals(connection, () => work(connection));
  } finally {
    connection.close();
  }
}
