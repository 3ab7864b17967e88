import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from './errors.ts';

/**
 * Returns a name that was listed in a folder. Names that are not UTF-8 are listed with U+FFFD in place of the wrong
 * bytes, and no file has that name.
 * @throws UserError for such a name
 */
export function readableName(folder: string, name: string): string {
  if (name.includes('\ufffd') && lstatSync(join(folder, name), { throwIfNoEntry: false }) === undefined)
    throw new UserError(
      `${folder} holds ${JSON.stringify(name)}, whose name is not UTF-8; rename it, for example with convmv`,
    );
  return name;
}
