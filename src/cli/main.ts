#!/usr/bin/env node
import type { Io } from './io.ts';
import { EXIT, main } from './program.ts';

// The process around `main`: signals, streams, the exit code. Nothing else.
const interrupt = new AbortController();
process.on('SIGINT', () => {
  if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
  interrupt.abort();
  // A command that does not listen to the signal ends here.
  setTimeout(() => process.exit(EXIT.interrupted), 5_000).unref();
});
// `fastvit-bench models | head` closes the pipe early: not an error.
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
