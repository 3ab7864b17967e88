import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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

/** The folder of an installed npm package; undefined where it is not installed. Some do not export package.json. */
export function installedPackage(name: string): string | undefined {
  const require = createRequire(packageFile('package.json'));
  const folders = (require.resolve.paths(name) ?? []).map((modules) => join(modules, name));
  return folders.find((folder) => existsSync(join(folder, 'package.json')));
}

/** The version of an installed npm package. @throws Error where it is not installed */
export function installedVersion(name: string): string {
  const folder = installedPackage(name);
  if (folder === undefined) throw new Error('not installed');
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}
