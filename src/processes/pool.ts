/** What a pool needs from its processes. */
export interface Closable {
  close(): Promise<void>;
}

export interface PoolOptions<Process extends Closable, Item> {
  readonly processes: number;
  readonly signal?: AbortSignal;
  start(): Promise<Process>;
  /** Called once for each process, before its first item. */
  prepare?(process: Process): Promise<void>;
  work(process: Process, item: Item): Promise<void>;
}

/**
 * Several processes take work from one iterator, each its next item when it has finished one, so that nothing queues
 * up however many there are. The first error, or the signal, stops all processes; all have ended when this returns.
 *
 * @throws the signal's reason; else the first error
 */
export async function runPool<Process extends Closable, Item>(
  items: Iterable<Item>,
  { processes, signal, start, prepare, work }: PoolOptions<Process, Item>,
): Promise<void> {
  signal?.throwIfAborted();
  const queue = items[Symbol.iterator]();
  const running = new Set<Process>();
  const failures: unknown[] = [];
  let stopped = false;
  const stop = () => {
    stopped = true;
    for (const child of running) void child.close();
  };
  const drive = async () => {
    try {
      const child = await start();
      running.add(child);
      try {
        if (!stopped) await prepare?.(child);
        while (!stopped) {
          const next = queue.next();
          if (next.done) break;
          await work(child, next.value);
        }
      } finally {
        await child.close();
      }
    } catch (error) {
      failures.push(error);
      stop();
    }
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await Promise.all(Array.from({ length: processes }, drive));
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  signal?.throwIfAborted();
  if (failures.length > 0) throw failures[0];
}
