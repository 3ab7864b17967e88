import { Command, CommanderError } from 'commander';
import { messageOf, packageVersion, UserError } from '../files/index.ts';
import { oneLine } from '../text/index.ts';
import { commands } from './commands.ts';
import type { Io } from './io.ts';

/** Exit codes; `io.exitCode` chooses between 0 and 1. */
export const EXIT = { ok: 0, failed: 1, usage: 2, internal: 70, interrupted: 130 } as const;

/**
 * Runs one command line (without `node` and the script name) and returns the exit code.
 *
 * A `UserError` and a mistake in the arguments are one line on stderr and code 2, an interruption is 130;
 * anything else is our bug: its stack, and code 70. Never throws, never ends the process.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
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

/** The whole command line; help and docs are made from it too. */
export function buildProgram(io: Io): Command {
  const program = new Command('fastvit-bench')
    .description(
      'Which vision backbone is fastest, most accurate and most robust on this machine, and how sure are we?',
    )
    .version(packageVersion())
    // Both must precede the commands, which inherit them.
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => {}, // `report` prints it, on one line
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      getOutHelpWidth: () => io.stdout.columns ?? 110,
    })
    .addHelpText('after', '\nEvery command explains itself with examples: fastvit-bench run --help');
  for (const register of commands) register(program, io);
  return program;
}

/** `ENOENT` is not among them: a file that should be there is missed by us. */
const REFUSED = new Set([
  'EACCES',
  'EDQUOT',
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
    // Help and version end by an exception too.
    if (error.exitCode === 0) return EXIT.ok;
    return usage(
      error.message.replace(/^error: /, '').replace(/\n?\(Did you mean (.*)\?\)/s, '; did you mean "$1"?'),
      io,
    );
  }
  // What the system refuses past all checks (a file in place of a folder, a full disk) is the user's to mend.
  if (REFUSED.has((error as NodeJS.ErrnoException | undefined)?.code ?? ''))
    return usage(`the system refused (${messageOf(error)})`, io);
  io.stderr.write(
    `internal error: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}\n`,
  );
  return EXIT.internal;
}

function usage(message: string, io: Io): number {
  io.stderr.write(`fastvit-bench: ${oneLine(message)}\n`);
  return EXIT.usage;
}
