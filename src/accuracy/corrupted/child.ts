// A worker process: runs the tasks that it receives, one at a time.
import sharp from 'sharp';
import { serve } from '../../processes/index.ts';
import { readFrost } from './frost.ts';
import type { WorkerRequests } from './pool.ts';
import { createVersionWriter, type WriteVersions } from './version-writer.ts';

// There is one process per core already: threads of libvips would compete with them.
sharp.concurrency(1);

let write: WriteVersions | undefined;

serve<WorkerRequests>({
  prepare: async ({ frostFolder, ...settings }) => {
    write = createVersionWriter(
      settings,
      frostFolder === undefined ? undefined : await readFrost(frostFolder),
    );
  },
  write: (task) => (write as WriteVersions)(task),
});
