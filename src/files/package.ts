import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds this package's package.json, the same from the sources and from dist/. */
export function packageRoot(): string {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  return existsSync(join(root, 'package.json')) ? root : join(root, '..');
}

/** The absolute path of a file that ships with the package, e.g. `suites/claims.json`. */
export function packageFile(path: string): string {
  return join(packageRoot(), path);
}

/** The version in package.json. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version;
}
