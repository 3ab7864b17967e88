import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Returns the folder of this package's package.json, from the sources and from dist/ alike. */
export function packageRoot(): string {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  return existsSync(join(root, 'package.json')) ? root : join(root, '..');
}

/** Returns the absolute path of a file that ships with the package, e.g. `suites/claims.json`. */
export function packageFile(path: string): string {
  return join(packageRoot(), path);
}

/** Returns the version in package.json. */
export function packageVersion(): string {
  return JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version;
}
