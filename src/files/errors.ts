/**
 * A mistake that the user can mend: a missing file, a bad suite, an unknown name.
 *
 * The command line prints `message` as one line on stderr and exits with code 2; no stack trace.
 * A message says what is wrong, where, and what to do, without a trailing newline.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
