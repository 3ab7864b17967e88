import { accessSync, constants } from 'node:fs';
import type { Command } from 'commander';
import { makeFolder, packageVersion, UserError, writeProblem } from '../files/index.ts';
import { counted } from '../text/index.ts';
import { fetchInputs } from './download.ts';
import { type Io, note, printJson } from './io.ts';
import { duration, positive } from './options.ts';
import { dataRoot, onRedis, type RedisOption, withRedis } from './redis.ts';

interface WorkerFlags extends RedisOption {
  readonly dataRoot?: string;
  readonly concurrency: number;
  readonly shared?: string;
  readonly once?: boolean;
  readonly lock?: number;
  readonly backlog: number;
  readonly json?: boolean;
}

export function workerCommand(program: Command, io: Io): void {
  const command = program.command('worker').description('evaluate units of the queues of a Redis');
  withRedis(command)
    .option(
      '--data-root <folder>',
      'folder that holds the data; nothing outside is read (default: FASTVIT_BENCH_DATA, else the current folder)',
    )
    .option('--concurrency <n>', 'units at a time, each in a process of one thread', positive, 1)
    .option('--shared <folder>', 'write parts to this folder, which the coordinator has too, not to Redis')
    .option('--once', 'end when there is nothing left to do')
    .option('--lock <time>', 'a worker that is silent for so long has lost its unit', duration, 30)
    .option('--backlog <n>', 'parts that may wait in Redis before no more are made', positive, 1000)
    .option('--json', 'print what was done as one JSON document at the end')
    .addHelpText(
      'after',
      `
A plan of another version, or one whose images or models come out otherwise here, is refused with a line. Ctrl-C
gives the units back at once; a worker that is killed gives them back when its lock runs out.

Examples:
  fastvit-bench worker --redis redis://queue:6379 --data-root /data --concurrency 8
  FASTVIT_BENCH_REDIS=rediss://:secret@queue:6380 fastvit-bench worker --data-root /data --once`,
    )
    .action((flags: WorkerFlags) => work(flags, io));
}

async function work(flags: WorkerFlags, io: Io): Promise<void> {
  const { runWorker } = await import('../runs/queue/index.ts');
  const { modelSource } = await import('../runs/execute/index.ts');
  if (flags.shared !== undefined) makeShared(flags.shared);
  await onRedis(flags, io, async (connection) => {
    note(io, `worker on ${connection.address}, ${flags.concurrency} at a time; Ctrl-C gives its units back`);
    const { units, images, failed, busySeconds } = await runWorker(
      connection,
      {
        dataRoot: dataRoot(flags.dataRoot, io),
        root: 'results',
        source: modelSource,
        env: io.env,
        fetch: (loaded) => fetchInputs(loaded, io),
        concurrency: flags.concurrency,
        once: flags.once ?? false,
        backlog: flags.backlog,
        version: packageVersion(),
        ...(flags.shared === undefined ? {} : { shared: flags.shared }),
        ...(flags.lock === undefined ? {} : { lockMs: flags.lock * 1000 }),
      },
      { signal: io.signal, log: (line) => note(io, line) },
    );
    note(io, `${counted(units, 'unit')} of ${counted(images, 'image')} done, ${failed} failed`);
    if (flags.json) printJson(io, { units, images, failed, busySeconds });
  });
}

/** Told before a unit is taken: every one would fail. @throws UserError */
function makeShared(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UserError(`cannot write the shared folder ${folder}: ${writeProblem(error)}`);
  }
}
