import type { AccuracyOutcome } from '../runs/execute/index.ts';
import { type Io, note } from './io.ts';

/** Unreadable images that are named; the rest are in the view `unreadable`. */
const NAMED = 20;

/**
 * Says which images could not be read, and sets the exit code if they are too many.
 * @param all where all of them are named
 */
export function noteUnreadable(
  io: Io,
  outcome: AccuracyOutcome | undefined,
  all = 'view "unreadable"',
): void {
  if (!outcome) return;
  if (outcome.tooMany) io.exitCode = 1;
  const { unreadable } = outcome;
  for (const { dataset, image, reason } of unreadable.slice(0, NAMED)) {
    note(io, `unreadable: ${dataset}: ${image}: ${reason}`);
  }
  if (unreadable.length > NAMED) note(io, `unreadable: ${unreadable.length - NAMED} more (${all})`);
}
