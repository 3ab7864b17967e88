import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { assertReadable, atExit, cannotWrite, INPUTS, readJsonFile, UserError } from '../files/index.ts';
import { startOfProcess } from '../processes/index.ts';

/**
 * Marks a folder as being written by this process, with the file `.lock`. The mark of a process that has ended is
 * replaced. The returned function removes the mark, and so does the end of this process.
 *
 * @throws UserError if another process is writing the folder, or the mark cannot be written
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, '.lock');
  // A FIFO or folder in its place is not ours to remove.
  if (existsSync(path)) assertReadable(path, INPUTS.lock);
  // The second attempt replaces the mark of a process that has ended.
  if (!mark(path, folder)) {
    rmSync(path, { force: true });
    if (!mark(path, folder)) throw new UserError(`${folder} is being opened by another process; try again`);
  }
  return atExit(() => rmSync(path, { force: true }));
}

/** Creates the mark, which fails where there is one. @throws UserError for the mark of a living process */
function mark(path: string, folder: string): boolean {
  const owner = ownerOf(folder);
  if (owner !== undefined) throw new UserError(`${folder} is being written by ${owner}`);
  const own = { pid: process.pid, host: hostname(), start: startOfProcess(process.pid) };
  try {
    writeFileSync(path, JSON.stringify(own), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // A full disk leaves an empty file.
    rmSync(path, { force: true });
    throw cannotWrite(folder, error);
  }
}

/**
 * Describes the process that is writing a folder and how to continue; undefined if there is none. A process with the
 * id of the owner that started at another time is not the owner: ids are used again. Where no start is known (older
 * locks, platforms without /proc), the id decides.
 */
export function ownerOf(folder: string): string | undefined {
  const path = join(folder, '.lock');
  const { pid, host, start } = markAt(path);
  if (!Number.isSafeInteger(pid) || (pid as number) < 1) return undefined;
  if (typeof host === 'string' && host !== hostname())
    return `process ${pid} on the machine ${host}; wait until it ends, or remove ${path} if it no longer runs`;
  if (pid === process.pid || !isAlive(pid as number)) return undefined;
  const now = startOfProcess(pid as number);
  if (start !== undefined && now !== undefined && start !== now) return undefined;
  return `process ${pid}; wait until it ends, or remove ${path} if it is not fastvit-bench`;
}

/** The content of a lock; nothing for a lock that is missing, or that a full disk left empty. */
function markAt(path: string): { readonly pid?: unknown; readonly host?: unknown; readonly start?: unknown } {
  try {
    return Object(readJsonFile(path, INPUTS.lock));
  } catch {
    return {};
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
