import type { Job } from '../accuracy/corrupted/index.ts';
import { UserError } from '../files/index.ts';
import { counted } from '../text/index.ts';
import { type Io, note, printJson } from './io.ts';
import { type Progress, startProgress } from './progress.ts';

/** How many skipped images are named. */
const NAMED = 20;

/** Runs a job of `corrupt` or `render`, shows its progress in images per second, and prints what was written. */
export async function runWithProgress(io: Io, job: Job, json: boolean): Promise<void> {
  const { runJob } = await import('../accuracy/corrupted/index.ts');
  const started = io.now();
  const seconds = () => Math.max(1e-3, (io.now() - started) / 1000);
  const rate = (written: number) => `${(written / seconds()).toFixed(1)} images/s`;
  let progress: Progress | undefined;
  try {
    const result = await runJob(
      { ...job, signal: io.signal },
      {
        planned: ({ missing, existing }) => {
          if (existing > 0)
            note(io, `${existing} of ${counted(existing + missing, 'image')} already exist and are kept`);
          if (missing > 0) progress = startProgress(io, missing, 'images');
        },
        progressed: (written, { name }) => {
          if (written > 0) progress?.update(written, `${rate(written)}, ${name}`);
        },
      },
    );
    progress?.stop();
    if (io.signal.aborted)
      return note(
        io,
        'stopped; the images written so far are complete; run the same command again to resume',
      );
    const { written, existing, refused } = result;
    if (json)
      printJson(io, {
        output: job.output,
        written,
        existing,
        refused,
        seconds: seconds(),
        imagesPerSecond: written / seconds(),
      });
    else if (written > 0 || refused.length === 0)
      note(
        io,
        `wrote ${counted(written, 'image')} to ${job.output} in ${seconds().toFixed(1)} s (${rate(written)})`,
      );
    if (refused.length === 1) throw new UserError(refused[0]!);
    for (const reason of refused.slice(0, NAMED)) note(io, `skipped: ${reason}`);
    if (refused.length > NAMED) note(io, `skipped: ${refused.length - NAMED} more`);
    if (refused.length > 1)
      throw new UserError(`${counted(refused.length, 'image')} skipped; the first: ${refused[0]}`);
  } finally {
    progress?.stop();
  }
}
