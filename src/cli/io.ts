/** What a command may touch of the outside world; tests pass their own. */
export interface Io {
  /** Data alone: what a pipe or a file should receive. */
  readonly stdout: Output;
  /** Progress, notes and the one line of an error. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted at the first Ctrl-C: stop soon, close child processes, leave nothing half-written. */
  readonly signal: AbortSignal;
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** What the process ends with if the command succeeds: a command sets 1 when something regressed or failed. */
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

/** True where control sequences help: a terminal, outside CI, without NO_COLOR. */
export function isInteractive(io: Io): boolean {
  return io.stderr.isTTY === true && !io.env.CI && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
}
