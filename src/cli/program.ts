import { Command, CommanderError } from 'commander';
import { messageOf, packageVersion, UserError } from '../files/index.ts';
import { oneLine, visible } from '../text/index.ts';
import { commands } from './commands.ts';
import { type Io, screened } from './io.ts';

/** Exit codes; `io.exitCode` chooses between 0 and 1. */
export const EXIT = { ok: 0, failed: 1, usage: 2, internal: 70, interrupted: 130 } as const;

/**
 * Runs one command line (without `node` and the script name) and returns the exit code.
 *
 * A `UserError` or a mistake in the arguments prints one line on stderr and returns 2; an interruption returns 130.
 * Any other error is a bug: prints its stack and returns 70. Never throws and never ends the process.
 */
export async function main(argv: readonly string[], outside: Io): Promise<number> {
  const io = screened(outside);
  try {
    await buildProgram(io).parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
    return io.signal.aborted ? EXIT.interrupted : io.exitCode;
  } catch (error) {
    if (io.signal.aborted) {
      io.stderr.write('interrupted\n');
      return EXIT.interrupted;
    }
    return report(error, io);
  }
}

/** Builds the parser of the command line; help and tests of the docs use it too. */
export function buildProgram(io: Io): Command {
  const program = new Command('fastvit-bench')
    .description(
      'Which vision backbone is fastest, most accurate and most robust on this machine, and how sure are we?',
    )
    .version(packageVersion())
    // Commands inherit these two, so they come first.
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => {}, // `report` prints it, on one line
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      getOutHelpWidth: () => io.stdout.columns ?? 110,
    })
    .addHelpText('after', '\nEach command has its own help with examples, e.g. fastvit-bench run --help');
  for (const register of commands) register(program, io);
  return program;
}

/** Error codes that users can cause and fix. Not `ENOENT`: a missing file that no check caught is our bug. */
const OF_THE_SYSTEM = new Set([
  'EACCES',
  'EDQUOT',
  'EEXIST',
  'EFBIG',
  'EIO',
  'EISDIR',
  'ELOOP',
  'EMFILE',
  'ENAMETOOLONG',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
]);

function report(error: unknown, io: Io): number {
  if (error instanceof UserError) return usage(error.message, io);
  if (error instanceof CommanderError) {
    // commander throws for --help and --version too.
    if (error.exitCode === 0) return EXIT.ok;
    return usage(reworded(error.message), io);
  }
  // Not caught by any check: a file in place of a folder, a full disk.
  if (OF_THE_SYSTEM.has((error as NodeJS.ErrnoException | undefined)?.code ?? ''))
    return usage(`the operating system reported an error: ${messageOf(error)}`, io);
  io.stderr.write(
    visible(
      `internal error: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`,
    ),
  );
  return EXIT.internal;
}

/** commander's message in our form: `...; did you mean "x"?` and `... is invalid: expected ...`. */
function reworded(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\n?\(Did you mean (.*)\?\)/s, '; did you mean "$1"?')
    .replace(/ is invalid\. (.)/, (_, first: string) => ` is invalid: ${first.toLowerCase()}`);
}

function usage(message: string, io: Io): number {
  io.stderr.write(`fastvit-bench: ${visible(shortened(oneLine(message)))}\n`);
  return EXIT.usage;
}

/** A message may quote a name of any length. */
function shortened(line: string): string {
  return line.length <= 2000 ? line : `${line.slice(0, 1800)} ... ${line.slice(-190)}`;
}
