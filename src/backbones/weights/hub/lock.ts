import { rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** After this long without renewal, the process that held a lock has died. */
const STALE_MS = 60_000;
const RENEW_MS = 10_000;
const ASK_MS = 300;

/**
 * Runs `work` while holding the lock file `path`, so that two processes (or two containers that share a cache)
 * do not append to the same download. The holder renews the file's time; a stale lock is taken over.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!tryLock(path)) await sleep(ASK_MS);
  const renewal = setInterval(() => renew(path), RENEW_MS);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    rmSync(path, { force: true });
  }
}

function tryLock(path: string): boolean {
  try {
    writeFileSync(path, '', { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const held = statSync(path, { throwIfNoEntry: false });
    if (held !== undefined && Date.now() - held.mtimeMs > STALE_MS) rmSync(path, { force: true });
    return false;
  }
}

function renew(path: string): void {
  try {
    const now = Date.now() / 1000;
    utimesSync(path, now, now);
  } catch {
    // The cache was removed in the meantime; the download will report it.
  }
}
