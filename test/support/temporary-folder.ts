import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** All tests write below one temporary folder, which goes when they end: also what killed processes leave. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-tests-'));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3, retryDelay: 200 });
}
