import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runCli } from '../../cli/cli.ts';
import type { Said } from './judge.ts';

type Environment = Readonly<Record<string, string>>;

/** Runs a command line in this process. */
export async function runHere(argv: readonly string[], env: Environment, stopAfter?: number): Promise<Said> {
  const interrupt = new AbortController();
  const timer = stopAfter === undefined ? undefined : setTimeout(() => interrupt.abort(), stopAfter);
  const result = await runCli(argv, { env, signal: interrupt.signal });
  clearTimeout(timer);
  return { line: lineOf(argv), ...result, stopped: interrupt.signal.aborted };
}

/** Runs a command line as a user does, in a process. */
export function runProcess(argv: readonly string[], env: Environment, stopAfter?: number): Promise<Said> {
  const entry = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm')).href;
  const child = spawn(
    process.execPath,
    ['--conditions=fastvit-bench-source', '--import', loader, entry, ...argv],
    { stdio: ['ignore', 'pipe', 'pipe'], env },
  );
  let stdout = '';
  let stderr = '';
  let stopped = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // Starting takes a second or two.
  const timer =
    stopAfter === undefined
      ? undefined
      : setTimeout(() => {
          stopped = true;
          child.kill('SIGINT');
        }, stopAfter + 2000);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ line: lineOf(argv), code: signal ?? code ?? 'none', stdout, stderr, stopped });
    });
  });
}

function lineOf(argv: readonly string[]): string {
  const words = argv.map((word) => (/^[\w./:=,@-]+$/.test(word) ? word : JSON.stringify(word)));
  return `fastvit-bench ${words.join(' ')}`;
}
