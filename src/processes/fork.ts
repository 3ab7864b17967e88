import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Starts a module of ours as a child process with a message channel; what it prints on stderr is piped.
 * From the sources a child needs the TypeScript loader; from dist/ it runs as it is.
 */
export function forkEntry(entry: URL, env: Readonly<Record<string, string>> = {}): ChildProcess {
  const fromSource = entry.pathname.endsWith('.ts');
  const loader = () => pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm')).href;
  return fork(fileURLToPath(entry), {
    execArgv: fromSource ? ['--conditions=fastvit-bench-source', '--import', loader()] : [],
    env: { ...process.env, ...env },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}
