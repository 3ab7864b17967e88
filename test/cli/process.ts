import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Starts `fastvit-bench <argv>` in its own process, from the sources. */
export function startCli(argv: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(process.execPath, nodeArguments(argv), options);
}

/** Starts it with a limit on the size of files, which stands for a full disk: the write that crosses it is cut short. */
export function startCliWithin(
  kibibytes: number,
  argv: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  const script = `ulimit -f ${kibibytes}; exec "$@"`;
  return spawn('bash', ['-c', script, 'bash', process.execPath, ...nodeArguments(argv)], options);
}

function nodeArguments(argv: readonly string[]): string[] {
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm')).href;
  return ['--conditions=fastvit-bench-source', '--import', loader, main, ...argv];
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
