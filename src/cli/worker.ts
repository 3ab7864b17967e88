import { accessSync, constants } from 'node:fs';
import { type Command, Option } from 'commander';
import { makeFolder, packageVersion, UserError, writeProblem } from '../files/index.ts';
import { BOUNDS, counted } from '../text/index.ts';
import { fetchInputs } from './download.ts';
import { type Io, note, printJson } from './io.ts';
import { defined, durationIn, numberIn } from './options.ts';
import { dataRoot, onRedis, type RedisOption, withRedis } from './redis.ts';

interface WorkerFlags extends RedisOption {
  readonly dataRoot?: string;
  readonly concurrency: number;
  readonly shared?: string;
  readonly once?: boolean;
  readonly lock: number;
  readonly backlog: number;
  readonly json?: boolean;
}

export function workerCommand(program: Command, io: Io): void {
  const command = program
    .command('worker')
    .description('evaluate queued units, from every queue of a Redis server');
  withRedis(command)
    .option(
      '--data-root <folder>',
      'folder of the data; nothing outside it is read (default: $FASTVIT_BENCH_DATA, else the current folder)',
    )
    .option(
      '--concurrency <n>',
      'units to evaluate at a time, each in a process with one thread',
      numberIn(BOUNDS.processes),
      1,
    )
    .option(
      '--shared <folder>',
      'write parts to this folder, shared with the coordinator, instead of sending them through Redis',
    )
    .option('--once', 'exit when the queues are empty')
    .addOption(
      new Option('--lock <time>', 'how long a worker may be silent before its unit goes to another worker')
        .argParser(durationIn(BOUNDS.lockSeconds))
        .default(30, '30s'),
    )
    .option(
      '--backlog <n>',
      'pause while this many parts wait in Redis to be collected',
      numberIn(BOUNDS.backlog),
      1000,
    )
    .option('--json', 'print totals as one JSON document at the end')
    .addHelpText(
      'after',
      `
A worker refuses a queue, and says why, if its own version, images or models differ from those of the coordinator.
Ctrl-C returns its units to the queue at once; those of a killed worker return when its lock expires.

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
    note(
      io,
      `worker on ${connection.address}, ${counted(flags.concurrency, 'unit')} at a time; Ctrl-C returns unfinished units to the queue`,
    );
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
        lockMs: flags.lock * 1000,
        ...defined({ shared: flags.shared }),
      },
      { signal: io.signal, log: (line) => note(io, line) },
    );
    note(io, `evaluated ${counted(units, 'unit')}, ${counted(images, 'image')}; ${failed} failed`);
    if (flags.json) printJson(io, { units, images, failed, busySeconds });
  });
}

/** Checked before a unit is taken, since every unit would fail. @throws UserError */
function makeShared(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UserError(`cannot write the shared folder ${folder}: ${writeProblem(error)}`);
  }
}
