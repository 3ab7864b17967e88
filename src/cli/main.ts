#!/usr/bin/env node
import { writeProblem } from '../files/index.ts';
import { oneLine } from '../text/index.ts';
import { argumentsWithNames } from './arguments.ts';
import type { Io } from './io.ts';
import { EXIT, main } from './program.ts';

// Connects `main` to the process: signals, streams, the exit code.

/** What a shell expects of a process that a signal ended: 128 and the number of the signal. */
const INTERRUPTED = { SIGINT: EXIT.interrupted, SIGTERM: 143, SIGHUP: 129 } as const;

/** Milliseconds in which a repeated signal is the same one: `timeout` and npx send it to the process and to its group. */
const SAME_MS = 500;

const interrupt = new AbortController();
let interrupted: { readonly code: number; readonly at: number } | undefined;
for (const [signal, code] of Object.entries(INTERRUPTED)) {
  process.on(signal, () => {
    if (interrupted === undefined) {
      interrupted = { code, at: performance.now() };
      interrupt.abort();
      // For a command that does not watch the signal.
      setTimeout(() => process.exit(code), 5_000).unref();
    } else if (performance.now() - interrupted.at > SAME_MS) process.exit(interrupted.code);
  });
}

// Progress is not worth a run: where nobody can read it any more, the command goes on in silence.
process.stderr.on('error', () => {});
let failure: number | undefined;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // `fastvit-bench models | head` closes the pipe early, which is not an error.
  if (error.code === 'EPIPE' || failure !== undefined) return;
  failure = EXIT.usage;
  process.exitCode = failure;
  process.stderr.write(`fastvit-bench: cannot write the output: ${oneLine(writeProblem(error))}\n`);
});

const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: interrupt.signal,
  now: () => performance.now(),
  exitCode: 0,
};
const code = await main(argumentsWithNames(process.argv.slice(2)), io);
process.exitCode = code === EXIT.interrupted ? (interrupted?.code ?? code) : (failure ?? code);
