import type { Command } from 'commander';
import { UserError } from '../files/index.ts';
import type { QueueStatus, Status } from '../runs/queue/index.ts';
import { type Io, note, printJson } from './io.ts';
import { onRedis, type RedisOption, withRedis } from './redis.ts';
import { formatTable } from './table.ts';

interface StatusFlags extends RedisOption {
  readonly json?: boolean;
  readonly forget?: string;
}

export function statusCommand(program: Command, io: Io): void {
  const command = program
    .command('status')
    .description('progress, rate, time left, failures and workers of queues');
  withRedis(command)
    .option('--json', 'print it as one JSON document')
    .option('--forget <queue>', 'remove a queue with its jobs and parts from Redis')
    .addHelpText(
      'after',
      `
The queues are BullMQ's, under their usual prefix: bull-board and other dashboards show them too.

Examples:
  fastvit-bench status --redis redis://queue:6379
  watch -n 5 fastvit-bench status
  fastvit-bench status --forget fastvit-bench-imagenet-c-1a2b3c4d`,
    )
    .action((flags: StatusFlags) => status(flags, io));
}

async function status(flags: StatusFlags, io: Io): Promise<void> {
  const { forgetQueue, readStatus } = await import('../runs/queue/index.ts');
  await onRedis(flags, io, async (connection) => {
    if (flags.forget !== undefined) {
      if (!(await forgetQueue(connection, flags.forget)))
        throw new UserError(`there is no queue "${flags.forget}" on ${connection.address}`);
      return note(io, `removed ${flags.forget}`);
    }
    const found = await readStatus(connection, Date.now());
    if (found.queues.some(({ parked }) => parked.length > 0)) io.exitCode = 1;
    if (flags.json) return printJson(io, found);
    if (found.queues.length === 0) return note(io, `no queues on ${connection.address}`);
    io.stdout.write(queueTable(found.queues));
    io.stdout.write(workerTable(found.workers));
    for (const { parked } of found.queues)
      for (const { unit, reason } of parked) io.stdout.write(`parked: ${unit}: ${reason}\n`);
    for (const { id, refused } of found.workers)
      for (const { why } of refused) io.stdout.write(`worker ${id}: ${why}\n`);
  });
}

function queueTable(queues: readonly QueueStatus[]): string {
  const head = ['queue', 'done', 'active', 'waiting', 'parked', 'uncollected', 'units/s', 'images/s', 'left'];
  return formatTable(
    head,
    queues.map((one) => [
      one.queue,
      `${one.done}/${one.units}${one.ended ? ', collected' : ''}`,
      one.active,
      one.waiting,
      one.parked.length,
      one.uncollected,
      one.unitsPerSecond?.toPrecision(3) ?? '-',
      one.imagesPerSecond?.toPrecision(3) ?? '-',
      one.secondsLeft === undefined ? '-' : timeOf(one.secondsLeft),
    ]),
  );
}

function workerTable(workers: Status['workers']): string {
  if (workers.length === 0) return '\nno workers\n';
  const head = ['worker', 'at a time', 'units', 'images', 'failed', 'images/s', 'doing'];
  const rows = workers.map(
    ({ id, concurrency, units, images, failed, busySeconds, doing, silent, queue }) => [
      id,
      concurrency,
      units,
      images,
      failed,
      busySeconds > 0 ? ((concurrency * images) / busySeconds).toPrecision(3) : '-',
      silent ? 'silent: its units go back' : doing.join(' ') || (queue ? 'preparing' : 'idle'),
    ],
  );
  return `\n${formatTable(head, rows)}`;
}

function timeOf(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
