/**
 * An error that the user can fix: a missing file, an invalid suite, an unknown name.
 *
 * The command line prints `message` as one line on stderr, without a stack trace, and exits with code 2. The message
 * says what is wrong, where, and what to do.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** For callers that handle this mistake themselves, e.g. `no-run` or `cannot-write`; it is not shown. */
  readonly code: string | undefined;

  constructor(message: string, code?: string) {
    super(message);
    this.code = code;
  }
}

/** Returns the message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
