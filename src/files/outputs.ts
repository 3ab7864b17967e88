import { accessSync, constants } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { messageOf, UserError } from './errors.ts';
import { exists, isFolder, realPath, systemPath } from './names.ts';
import { makeFolder, writeFileAtomic } from './write.ts';

/** Writes one file. Tests pass a function that fails. */
export type WriteFile = (path: string, data: string | Uint8Array) => void;

/**
 * Writes a file atomically and creates its folder.
 * @throws UserError, e.g. if the disk is full
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
    throw cannotWrite(path, error);
  }
}

/** Replaces a file of a folder that exists. @throws UserError, e.g. if the disk is full or the folder is gone */
export function replaceFile(path: string, data: string | Uint8Array): void {
  try {
    writeFileAtomic(path, data);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** The error of a failed write, with the code `cannot-write`. */
export function cannotWrite(path: string, error: unknown): UserError {
  return new UserError(`cannot write ${path}: ${writeProblem(error)}`, 'cannot-write');
}

/** Whether an error of the system says that a file cannot be written, as opposed to one of the network. */
export function isWriteFailure(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return (
    code !== undefined &&
    ['EACCES', 'EDQUOT', 'EFBIG', 'EIO', 'EISDIR', 'ENOENT', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS'].includes(
      code,
    )
  );
}

/** Says in words why a write failed. */
export function writeProblem(error: unknown): string {
  switch ((error as NodeJS.ErrnoException | undefined)?.code ?? codeIn(messageOf(error))) {
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
      return 'part of the path is a file, not a folder';
    case 'EISDIR':
      return 'a folder has this name';
    case 'ENOENT':
      return 'the file or its folder does not exist';
    case 'ENAMETOOLONG':
      return 'the name is too long';
    default:
      return messageOf(error);
  }
}

/** The code of an error of the system that a library gives in words only. */
function codeIn(message: string): string | undefined {
  const words = {
    'No space left on device': 'ENOSPC',
    'Disk quota exceeded': 'EDQUOT',
    'File too large': 'EFBIG',
    'No such file or directory': 'ENOENT',
    'Permission denied': 'EACCES',
    'Read-only file system': 'EROFS',
  };
  return Object.entries(words).find(([text]) => message.includes(text))?.[1];
}

/**
 * Checks before long work that an output file can be written: its folder exists and is writable, no folder has its
 * name, and it is not the input.
 * @throws UserError
 */
export function assertFileTarget(output: string, input: string): void {
  const folder = dirname(resolve(output));
  if (!exists(folder)) throw new UserError(`cannot write ${output}: the folder ${folder} does not exist`);
  if (isFolder(output)) throw new UserError(`cannot write ${output}: a folder has this name`);
  if (exists(output) && exists(input) && realPath(output) === realPath(input))
    throw new UserError(`${output} is the input itself; choose another name`);
  assertWritable(output, folder);
}

/**
 * Checks before long work that an output folder can be created and written: no file is in its path, and it does not lie
 * in the input folder, where the next run would read it as input.
 * @throws UserError
 */
export function assertFolderTarget(output: string, input: string): void {
  if (output === '')
    throw new UserError('the name of the output folder is empty; check the shell variable that holds it');
  let above = resolve(output);
  while (!exists(above)) above = dirname(above);
  if (!isFolder(above)) throw new UserError(`cannot write ${output}: ${above} is a file, not a folder`);
  assertWritable(output, above);
  if (!isFolder(input)) return;
  const inside = realPath(input);
  const target = join(realPath(above), resolve(output).slice(above.length));
  if (target === inside || target === inside + sep)
    throw new UserError(`the output folder ${output} is the input folder; choose another one`);
  if (target.startsWith(inside.endsWith(sep) ? inside : inside + sep))
    throw new UserError(
      `the output folder ${output} lies inside the input folder ${input}; choose one outside`,
    );
}

function assertWritable(output: string, folder: string): void {
  try {
    accessSync(systemPath(folder), constants.W_OK);
  } catch (error) {
    throw cannotWrite(output, error);
  }
}
