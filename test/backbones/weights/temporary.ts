import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder that is removed when the tests of the file are done; `write` puts a file into it. */
export function temporaryFolder(): {
  path: string;
  write: (name: string, bytes: string | Uint8Array) => string;
} {
  const path = mkdtempSync(join(tmpdir(), 'fastvit-bench-weights-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write(name, bytes) {
      const file = join(path, name);
      writeFileSync(file, bytes);
      return file;
    },
  };
}
