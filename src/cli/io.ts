import { visible, visibleLine } from '../text/index.ts';

/** Everything outside the program that a command uses; tests pass their own. */
export interface Io {
  /** Data only, for a pipe or a file. */
  readonly stdout: Output;
  /** Progress, messages and errors. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by the first Ctrl-C, SIGTERM or SIGHUP: stop soon, close child processes, leave no half-written file. */
  readonly signal: AbortSignal;
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Exit code of a command that ends without an error: 1 if something regressed or failed. */
  exitCode: 0 | 1;
}

export interface Output {
  write(text: string): unknown;
  /** Writes text of our own with its colours, where `write` escapes; absent where `write` does not. */
  writeOwn?(text: string): unknown;
  /** True for a terminal: bars and colours are allowed. */
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Prints one JSON document on stdout, for `--json`. */
export function printJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Prints one line on stderr. A line break in a name or an error from outside is escaped, as are control characters. */
export function note(io: Io, line: string): void {
  io.stderr.write(`${visibleLine(line)}\n`);
}

/** Prints one line on stdout, escaped as that of `note`. */
export function printLine(io: Io, line = ''): void {
  io.stdout.write(`${visibleLine(line)}\n`);
}

/**
 * An `Io` whose stdout escapes control characters of names and errors from outside. JSON keeps its value. stderr is left
 * alone, since progress bars draw on it: `note` and `startProgress` escape.
 */
export function screened(io: Io): Io {
  const stdout: Output = {
    write: (text) => io.stdout.write(visible(text)),
    writeOwn: (text) => io.stdout.write(text),
    ...(io.stdout.isTTY === undefined ? {} : { isTTY: io.stdout.isTTY }),
    ...(io.stdout.columns === undefined ? {} : { columns: io.stdout.columns }),
  };
  return Object.create(io, { stdout: { value: stdout, enumerable: true } });
}

/** Prints text of our own on stdout, with colours. */
export function printOwn({ stdout }: Io, text: string): void {
  if (stdout.writeOwn) stdout.writeOwn(text);
  else stdout.write(text);
}

/** Returns whether to show bars and colours: on a terminal, outside CI, without NO_COLOR. */
export function isInteractive(io: Io): boolean {
  return io.stderr.isTTY === true && !io.env.CI && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
}
