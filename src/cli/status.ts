import type { Command } from 'commander';
import { UserError } from '../files/index.ts';
import type { QueueStatus, Status } from '../runs/queue/index.ts';
import { type Io, note, printJson, printLine } from './io.ts';
import { onRedis, type RedisOption, withRedis } from './redis.ts';
import { formatTable } from './table.ts';

interface StatusFlags extends RedisOption {
  readonly json?: boolean;
  readonly forget?: string;
}

export function statusCommand(program: Command, io: Io): void {
  const command = program
    .command('status')
    .description('show the queues and workers: progress, rate, time left, failures');
  withRedis(command)
    .option('--json', 'print the status as one JSON document')
    .option('--forget <queue>', 'delete a queue, its jobs and its parts from Redis')
    .addHelpText(
      'after',
      `
The queues are ordinary BullMQ queues, so bull-board and other dashboards show them too. Exit code 1 if units are parked,
or if an entry in Redis is damaged.

Examples:
  fastvit-bench status --redis redis://queue:6379
  watch -n 5 fastvit-bench status
  fastvit-bench status --forget fastvit-bench-imagenet-c-1a2b3c4d`,
    )
    .action((flags: StatusFlags) => status(flags, io));
}

async function status(flags: StatusFlags, io: Io): Promise<void> {
  const { deleteQueue, describeCoordinator, readStatus } = await import('../runs/queue/index.ts');
  await onRedis(flags, io, async (connection) => {
    if (flags.forget !== undefined) {
      if (!(await deleteQueue(connection, flags.forget)))
        throw new UserError(
          `no queue "${flags.forget}" on ${connection.address}; fastvit-bench status lists them`,
        );
      return note(io, `deleted ${flags.forget}`);
    }
    const found = await readStatus(connection, Date.now());
    if (found.damaged.length > 0 || found.queues.some(({ parked }) => parked.length > 0)) io.exitCode = 1;
    if (flags.json) return printJson(io, found);
    for (const line of found.damaged) note(io, line);
    if (found.queues.length === 0) return note(io, `no queues on ${connection.address}`);
    io.stdout.write(queueTable(found.queues));
    io.stdout.write(workerTable(found.workers));
    for (const { queue, coordinator } of found.queues)
      if (coordinator) printLine(io, `${queue}: ${describeCoordinator(coordinator)}`);
    for (const { parked } of found.queues)
      for (const { unit, reason } of parked) printLine(io, `parked: ${unit}: ${reason}`);
    for (const { id, refused } of found.workers)
      for (const { why } of refused) printLine(io, `worker ${id}: ${why}`);
  });
}

function queueTable(queues: readonly QueueStatus[]): string {
  const head = [
    'queue',
    'done',
    'active',
    'waiting',
    'parked',
    'uncollected',
    'units/s',
    'images/s',
    'time left',
  ];
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
  const head = ['worker', 'concurrency', 'units', 'images', 'failed', 'images/s', 'doing'];
  const rows = workers.map(
    ({ id, concurrency, units, images, failed, busySeconds, doing, silent, queue }) => [
      id,
      concurrency,
      units,
      images,
      failed,
      busySeconds > 0 ? ((concurrency * images) / busySeconds).toPrecision(3) : '-',
      silent ? 'silent; its units return to the queue' : doing.join(' ') || (queue ? 'preparing' : 'idle'),
    ],
  );
  return `\n${formatTable(head, rows)}`;
}

function timeOf(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
