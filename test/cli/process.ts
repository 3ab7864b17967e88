import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Starts `fastvit-bench <argv>` in its own process, from the sources. */
export function startCli(argv: readonly string[], options: SpawnOptions): ChildProcess {
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm')).href;
  const node = ['--conditions=fastvit-bench-source', '--import', loader];
  return spawn(process.execPath, [...node, main, ...argv], options);
}

/** Returns the exit code of a process once its output is complete. */
export function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((done) => child.once('close', done));
}

/** Collects what a process writes on stderr; `seen` gets each piece. */
export function stderrOf(child: ChildProcess, seen: (text: string) => void = () => {}): () => string {
  let all = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    all += text;
    seen(text);
  });
  return () => all;
}
