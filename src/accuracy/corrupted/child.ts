import sharp from 'sharp';
import { readFrost } from './frost.ts';
import { createMaker, type Maker } from './make.ts';
import type { Answer, Request } from './pool.ts';

// A worker process: makes the tasks it is sent, one at a time. The parent ends it by disconnecting.

// One process a core already: libvips' own threads would only get in the way.
sharp.concurrency(1);

let maker: Promise<Maker> | undefined;
let stopped = false;

// Ctrl-C reaches the whole group; the parent decides.
process.on('SIGINT', () => {});
process.on('disconnect', () => {
  stopped = true;
});

process.on('message', async ({ settings, task }: Request) => {
  if (settings) {
    maker = (async () =>
      createMaker(settings, settings.frostFolder ? await readFrost(settings.frostFolder) : undefined))();
    // Its failure is reported with the first task.
    maker.catch(() => {});
  }
  if (!task) return;
  try {
    const make = await maker!;
    answer({ kind: 'done', outcome: await make(task, () => stopped) });
  } catch (error) {
    answer({ kind: 'crash', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});

function answer(message: Answer): void {
  if (process.connected) process.send!(message, () => {});
}
