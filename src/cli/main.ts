#!/usr/bin/env node
import type { Io } from './io.ts';
import { EXIT, main } from './program.ts';

// Connects `main` to the process: signals, streams, the exit code.
const interrupt = new AbortController();
process.on('SIGINT', () => {
  if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
  interrupt.abort();
  // For a command that does not watch the signal.
  setTimeout(() => process.exit(EXIT.interrupted), 5_000).unref();
});
// `fastvit-bench models | head` closes the pipe early, which is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
});

const io: Io = {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  signal: interrupt.signal,
  now: () => performance.now(),
  exitCode: 0,
};
process.exitCode = await main(process.argv.slice(2), io);
