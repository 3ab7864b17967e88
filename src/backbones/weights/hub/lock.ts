import { rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { sleep, type Waiting } from './patience.ts';

/** After this long without renewal, the process that held a lock has died. */
const STALE_MS = 60_000;
const RENEW_MS = 10_000;
const ASK_MS = 300;
/** After this long the user reads what is waited for. */
const NOTE_MS = 10_000;

/**
 * Runs `work` while holding the lock file `path`, so that two processes (or two containers that share a cache)
 * do not append to the same download. The holder renews the file's time; a stale lock is taken over.
 * @param label what is downloaded, for a note
 */
export async function withLock<T>(
  path: string,
  label: string,
  { clock, onNote }: Waiting,
  work: () => Promise<T>,
): Promise<T> {
  for (let waited = 0; !tryLock(path); waited += ASK_MS) {
    if (waited <= NOTE_MS && waited + ASK_MS > NOTE_MS)
      onNote?.(`waiting for another process that downloads ${label} (it holds ${path})`);
    await sleep(ASK_MS, clock);
  }
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
    if (held !== undefined && Date.now() - held.mtimeMs > STALE_MS)
      rmSync(path, { force: true, recursive: true });
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
