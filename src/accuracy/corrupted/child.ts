// A worker process: makes the tasks it is sent, one at a time.
import sharp from 'sharp';
import { serve } from '../../processes/index.ts';
import { readFrost } from './frost.ts';
import { createMaker, type Maker } from './make.ts';
import type { WorkerRequests } from './pool.ts';

// There is one process per core already: threads of libvips would only get in the way.
sharp.concurrency(1);

let make: Maker | undefined;

serve<WorkerRequests>({
  prepare: async ({ frostFolder, ...settings }) => {
    make = createMaker(settings, frostFolder === undefined ? undefined : await readFrost(frostFolder));
  },
  make: (task) => (make as Maker)(task),
});
