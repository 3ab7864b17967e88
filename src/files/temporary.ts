import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from './errors.ts';
import { writeProblem } from './outputs.ts';

/** A folder that lives no longer than this process. */
export interface TemporaryFolder {
  readonly path: string;
  /** Removes the folder and its content. */
  readonly remove: () => void;
}

/**
 * Creates a folder in the folder of temporary files. Whoever creates it removes it; if the process exits before, as it
 * does after a second Ctrl-C, it is removed then.
 *
 * @param purpose part of its name
 * @throws UserError if it cannot be created
 */
export function temporaryFolder(purpose = ''): TemporaryFolder {
  let path: string;
  try {
    path = mkdtempSync(join(tmpdir(), `fastvit-bench-${purpose === '' ? '' : `${purpose}-`}`));
  } catch (error) {
    throw new UserError(
      `cannot create a temporary folder in ${tmpdir()} (${writeProblem(error)}); set TMPDIR to a folder that can be written`,
    );
  }
  return { path, remove: atExit(() => rmSync(path, { recursive: true, force: true })) };
}

/** Cleans up when the process exits, or when the returned function is called, whichever comes first. */
export function atExit(clean: () => void): () => void {
  // One listener for each folder and child process is not the leak that Node warns of.
  const room = (more: number) => process.setMaxListeners(process.getMaxListeners() + more);
  let waiting = true;
  process.once('exit', clean);
  room(1);
  return () => {
    if (!waiting) return;
    waiting = false;
    process.off('exit', clean);
    room(-1);
    clean();
  };
}
