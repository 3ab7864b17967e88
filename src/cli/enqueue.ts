import type { Command } from 'commander';
import { UserError } from '../files/index.ts';
import type { Collected, Connection, Enqueued } from '../runs/queue/index.ts';
import type { LoadedSuite } from '../runs/suite/index.ts';
import { counted } from '../text/index.ts';
import { accuracyTables } from './accuracy-table.ts';
import { withAdvice } from './carry-out.ts';
import { fetchInputs } from './download.ts';
import { type Io, note, printJson, printLine } from './io.ts';
import { defined } from './options.ts';
import { type Progress, startProgress } from './progress.ts';
import { dataRoot, onRedis, type RedisOption, withRedis } from './redis.ts';
import { writeRunReport } from './report.ts';
import { noteUnreadable } from './unreadable.ts';

interface EnqueueFlags extends RedisOption {
  readonly dataRoot?: string;
  readonly out?: string;
  readonly wait?: boolean;
  readonly shared?: string;
  readonly retry?: boolean;
  readonly resume?: boolean;
  readonly json?: boolean;
}

export function enqueueCommand(program: Command, io: Io): void {
  const command = program
    .command('enqueue')
    .description('queue the accuracy units of a suite for workers on any number of machines')
    .argument('<suite>', 'suite file with an "accuracy" section');
  withRedis(command)
    .option(
      '--data-root <folder>',
      'folder of the data here; each worker has its own (default: $FASTVIT_BENCH_DATA, else the current folder)',
    )
    .option('--out <folder>', 'folder of the run (default: results/<suite>-<time>)')
    .option('--wait', 'wait for the workers, collect their parts, and print the results')
    .option(
      '--shared <folder>',
      'folder that workers write parts to, as in worker --shared (default: parts go through Redis)',
    )
    .option('--retry', 'queue parked units again (units that failed three times)')
    .option('--no-resume', 'start a new run even if an unfinished one exists')
    .option('--json', 'print the queue, or with --wait the records, as one JSON document')
    .addHelpText(
      'after',
      `
Running the same command again resumes the run: it queues only what is missing, and with --wait collects the rest.
Exit code 1 if units are parked, or with --wait if every worker refuses the queue.

Examples:
  fastvit-bench enqueue suites/imagenet-c.json --redis redis://queue:6379 --data-root /data --wait
  FASTVIT_BENCH_REDIS=rediss://:secret@queue:6380 fastvit-bench enqueue suites/imagenet-c.json --data-root /data
  fastvit-bench enqueue suites/imagenet-c.json --wait --shared /mnt/parts`,
    )
    .action((suite: string, flags: EnqueueFlags) => enqueue(suite, flags, io));
}

async function enqueue(suitePath: string, flags: EnqueueFlags, io: Io): Promise<void> {
  const { loadSuite } = await import('../runs/suite/index.ts');
  const asked = loadSuite(suitePath, io.env);
  if (asked.suite.accuracy === undefined)
    throw new UserError(`${suitePath} has no "accuracy" section, so there is nothing to enqueue`);
  await onRedis(flags, io, async (connection) => {
    const loaded = await fetchInputs(asked, io);
    await post(suitePath, loaded, connection, flags, io);
  });
}

async function post(
  suitePath: string,
  loaded: LoadedSuite,
  connection: Connection,
  flags: EnqueueFlags,
  io: Io,
): Promise<void> {
  const { collectParts, enqueueSuite } = await import('../runs/queue/index.ts');
  const { modelSource } = await import('../runs/execute/index.ts');
  const { out, resume, shared, retry = false } = flags;
  let progress: Progress | undefined;
  const hooks = {
    signal: io.signal,
    now: io.now,
    log: (line: string) => (progress ? progress.log(line) : note(io, line)),
    progress: (done: number, doing: string) => progress?.update(done, doing),
  };
  const enqueued = await enqueueSuite(
    loaded,
    connection,
    {
      dataRoot: dataRoot(flags.dataRoot, io),
      root: 'results',
      retry,
      // Without --redis: the address may contain a password.
      command: ['fastvit-bench', 'enqueue', suitePath, '--wait'],
      env: io.env,
      source: modelSource,
      ...defined({ out, resume }),
    },
    hooks,
  );
  const { plan, store, missing, added, known, parked, retried } = enqueued;
  try {
    note(
      io,
      `queue ${plan.queue} on ${connection.address}: ${plan.units} units; ${added} added, ${known} already queued${retried > 0 ? ` (${retried} parked ones queued again)` : ''}, ${plan.units - missing.length} already in ${store.folder}`,
    );
    if (!flags.wait && missing.length > 0) {
      if (parked > 0) {
        io.exitCode = 1;
        note(
          io,
          `${counted(parked, 'unit')} parked; see the reasons with fastvit-bench status, fix the cause, and enqueue again with --retry`,
        );
      }
      if (parked < missing.length)
        note(
          io,
          'next: start workers with fastvit-bench worker --redis <url> --data-root <folder>, and collect their results with enqueue --wait',
        );
      if (flags.json)
        printJson(io, { queue: plan.queue, run: store.folder, units: plan.units, added, known, parked });
      else printLine(io, plan.queue);
      return;
    }
    progress = startProgress(io, plan.images, 'images');
    const collected = await collectParts(enqueued, connection, defined({ shared }), hooks);
    progress.stop();
    await finish(collected, enqueued, flags, io);
  } catch (error) {
    progress?.stop();
    if (io.signal.aborted)
      note(
        io,
        `stopped collecting into ${store.folder}; the workers continue; run the same command again to resume`,
      );
    throw withAdvice(error, store.folder);
  } finally {
    await enqueued.close();
  }
}

async function finish(collected: Collected, { store }: Enqueued, flags: EnqueueFlags, io: Io): Promise<void> {
  const { parked, refused, records, accuracy } = collected;
  for (const why of refused) note(io, `worker ${why}`);
  if (refused.length > 0) {
    io.exitCode = 1;
    note(io, 'every worker refused the queue; fix the cause and run the same command again to resume');
    if (flags.json) printJson(io, { run: store.folder, refused });
    return;
  }
  for (const { unit, reason } of parked) note(io, `parked: ${unit}: ${reason}`);
  if (parked.length > 0) {
    io.exitCode = 1;
    note(io, `${counted(parked.length, 'unit')} parked; fix the cause and enqueue again with --retry`);
    if (flags.json) printJson(io, { run: store.folder, parked });
    return;
  }
  noteUnreadable(io, accuracy);
  const report = await writeRunReport(store.folder);
  if (flags.json) return printJson(io, records);
  io.stdout.write(accuracyTables(records));
  printLine(io);
  printLine(io, `report: ${report}`);
}
