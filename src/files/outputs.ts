import { accessSync, constants, existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { messageOf, UserError } from './errors.ts';
import { isFolder, makeFolder, writeFileAtomic } from './write.ts';

/** Writes one file; tests pass a failing one. */
export type WriteFile = (path: string, data: string | Uint8Array) => void;

/**
 * Writes a file, whole or not at all, with its folders.
 * @throws UserError, e.g. for a full disk
 */
export function writeOutput(
  path: string,
  data: string | Uint8Array,
  write: WriteFile = writeFileAtomic,
): void {
  try {
    makeFolder(dirname(path));
    write(path, data);
  } catch (error) {
    throw new UserError(`cannot write ${path}: ${writeProblem(error)}`);
  }
}

/** Why the system did not write, in words. */
export function writeProblem(error: unknown): string {
  switch ((error as NodeJS.ErrnoException | undefined)?.code) {
    case 'ENOSPC':
      return 'the disk is full';
    case 'EDQUOT':
    case 'EFBIG':
      return 'the quota or size limit is reached';
    case 'EACCES':
    case 'EPERM':
      return 'no permission';
    case 'EROFS':
      return 'the disk is read-only';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file stands where a folder is needed';
    case 'EISDIR':
      return 'a folder of that name is there';
    case 'ENAMETOOLONG':
      return 'the name is too long';
    default:
      return messageOf(error);
  }
}

/**
 * Checks before long work that one file can be written: its folder exists, no folder has its name, and it is not
 * the file that it is made from.
 * @throws UserError
 */
export function assertFileTarget(output: string, input: string): void {
  const folder = dirname(resolve(output));
  if (!existsSync(folder)) throw new UserError(`cannot write ${output}: there is no folder ${folder}`);
  if (isFolder(output)) throw new UserError(`cannot write ${output}: a folder of that name is there`);
  if (existsSync(output) && existsSync(input) && realpathSync(output) === realpathSync(input))
    throw new UserError(`${output} is the input itself; choose another name`);
  assertWritable(output, folder);
}

/**
 * Checks before long work that a folder can be written, with the folders above it: no file stands in the way, and
 * it is not within the input, where it would be read by the next run.
 * @throws UserError
 */
export function assertFolderTarget(output: string, input: string): void {
  if (output === '') throw new UserError('the output folder has no name; is a variable of the shell empty?');
  let above = resolve(output);
  while (!existsSync(above)) above = dirname(above);
  if (!isFolder(above)) throw new UserError(`cannot write ${output}: ${above} is a file, no folder`);
  assertWritable(output, above);
  if (!isFolder(input)) return;
  const inside = realpathSync(input);
  const target = join(realpathSync(above), resolve(output).slice(above.length));
  if (target === inside || target === inside + sep)
    throw new UserError(`the output folder ${output} is the input folder; choose another one`);
  if (target.startsWith(inside.endsWith(sep) ? inside : inside + sep))
    throw new UserError(
      `the output folder ${output} lies inside the input folder ${input}; choose one outside`,
    );
}

function assertWritable(output: string, folder: string): void {
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UserError(`cannot write ${output}: ${writeProblem(error)}`);
  }
}
