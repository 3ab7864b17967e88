/** Everything outside the program that a command uses; tests pass their own. */
export interface Io {
  /** Data only, for a pipe or a file. */
  readonly stdout: Output;
  /** Progress, messages and errors. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by the first Ctrl-C: stop soon, close child processes, leave no half-written file. */
  readonly signal: AbortSignal;
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Exit code of a command that ends without an error: 1 if something regressed or failed. */
  exitCode: 0 | 1;
}

export interface Output {
  write(text: string): unknown;
  /** True for a terminal: bars and colours are allowed. */
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Prints one JSON document on stdout, for `--json`. */
export function printJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Prints one line on stderr. */
export function note(io: Io, line: string): void {
  io.stderr.write(`${line}\n`);
}

/** Returns whether to show bars and colours: on a terminal, outside CI, without NO_COLOR. */
export function isInteractive(io: Io): boolean {
  return io.stderr.isTTY === true && !io.env.CI && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
}
