import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Starts the whole tiny run as a process. */
export function startTinyRun(data: string, folder: string, workers: number, kind = 'proof'): ChildProcess {
  const script = fileURLToPath(new URL('./tiny-run.ts', import.meta.url));
  const args = [
    '--conditions=fastvit-bench-source',
    '--import',
    'tsx',
    script,
    data,
    folder,
    String(workers),
    kind,
  ];
  return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Resolves to the signal or exit code of a process; rejects with its output if it fails. */
export function ended(child: ChildProcess): Promise<NodeJS.Signals | 0> {
  return new Promise((resolve, reject) => {
    let words = '';
    child.stderr?.on('data', (text) => {
      words += text;
    });
    child.on('close', (code, signal) => {
      if (signal || code === 0) resolve(signal ?? 0);
      else reject(new Error(`exit code ${code}: ${words}`));
    });
  });
}

/** Returns the hashes of the parts of a run, and its records without the header. */
export function outcome(folder: string): Record<string, string> {
  const predictions = join(folder, 'predictions');
  const files = Object.fromEntries(
    readdirSync(predictions).map((name) => [name, sha256(readFileSync(join(predictions, name)))]),
  );
  const records = readFileSync(join(folder, 'records.jsonl'), 'utf8').split('\n').slice(1).join('\n');
  return { ...files, records };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
