import type { AccuracyOutcome } from '../runs/execute/index.ts';
import { type Io, note } from './io.ts';

/** How many unreadable images are named on stderr. */
const NAMED = 20;

/**
 * Names the images that could not be read, and sets the exit code if there are more than the suite tolerates.
 *
 * @param all where the complete list is
 */
export function noteUnreadable(
  io: Io,
  outcome: AccuracyOutcome | undefined,
  all = 'see the view "unreadable" of fastvit-bench query',
): void {
  if (!outcome) return;
  if (outcome.tooMany) io.exitCode = 1;
  const { unreadable } = outcome;
  for (const { dataset, image, reason } of unreadable.slice(0, NAMED)) {
    note(io, `unreadable: ${dataset}: ${image}: ${reason}`);
  }
  if (unreadable.length > NAMED) note(io, `unreadable: ${unreadable.length - NAMED} more images; ${all}`);
}
