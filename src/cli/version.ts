import { readFileSync } from 'node:fs';

/** The version in package.json, found from the sources and from dist/ alike. */
export function packageVersion(): string {
  for (const up of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8'));
      if (name === 'fastvit-bench') return version;
    } catch {
      // One of the two layouts has no file there.
    }
  }
  throw new Error('package.json of fastvit-bench not found');
}
