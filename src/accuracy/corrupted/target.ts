import { basename, extname } from 'node:path';
import { isFolder, UserError } from '../../files/index.ts';
import { isImageName } from '../datasets/index.ts';
import type { Format } from './output.ts';

const KINDS: Readonly<Record<string, Format['kind']>> = { '.png': 'png', '.jpg': 'jpeg', '.jpeg': 'jpeg' };

/**
 * Format of the one file that an output names; undefined where it is a folder: one that exists, or a name that does
 * not end as an image's.
 * @throws UserError for the name of an image that cannot be written, or of one file for a folder of images
 */
export function fileKind(input: string, output: string): Format['kind'] | undefined {
  if (/[\\/]$/.test(output) || isFolder(output) || !isImageName(basename(output))) return undefined;
  const kind = KINDS[extname(output).toLowerCase()];
  if (kind === undefined)
    throw new UserError(`${output}: files are written as .png, .jpg or .jpeg; name it so, or give a folder`);
  if (isFolder(input))
    throw new UserError(`${output} is the name of one file, but ${input} is a folder; give a folder`);
  return kind;
}
