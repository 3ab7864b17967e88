import { execFileSync, spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Whether this system has named pipes and devices in its folders. */
export const hasFifos = process.platform !== 'win32';

/**
 * Makes a named pipe that nobody writes to: opening it the usual way waits forever, and no time limit of a test can
 * interrupt a call of the system. So a process opens and closes the other end after ten seconds, and again, until the
 * pipe is removed: code that waits then fails its test.
 */
export function makeFifo(path: string): string {
  execFileSync('mkfifo', [path]);
  const watchdog = spawn(process.execPath, ['-e', RELEASE, path], { stdio: 'ignore' });
  watchdog.unref();
  process.once('exit', () => watchdog.kill());
  return path;
}

const RELEASE = `
  const { closeSync, constants, existsSync, openSync } = require('node:fs');
  const path = process.argv[1];
  let left = 6;
  const timer = setInterval(() => {
    if (!existsSync(path) || left-- === 0) return clearInterval(timer);
    // Fails at once while nobody reads.
    try { closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)); } catch {}
  }, 10_000);`;

/** Makes a link that leads to itself. */
export function makeLoop(folder: string, name: string): string {
  symlinkSync(name, join(folder, name));
  return join(folder, name);
}
