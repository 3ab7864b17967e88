import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives all tests one temporary folder, removed when they end, with what killed processes left in it. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-tests-'));
  // Windows reads TEMP.
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 200 });
}
