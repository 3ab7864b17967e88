// Starts a task of scripts/tasks.ts: `npm run bench -- overhead 30`. Without a name, it lists the group's tasks.
// Exit codes: that of the task; 2 for a name that does not exist.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { didYouMean } from '../src/text/index.ts';
import { type Task, tasks } from './tasks.ts';

const [group = '', name, ...args] = process.argv.slice(2);
const named = tasks[group] ?? {};
const task = name === undefined ? undefined : named[name];
if (task) {
  process.exitCode = start(task, args);
} else if (name === undefined || name === '--help' || name === '-h') {
  console.log(list(group, named));
} else {
  console.error(`npm run ${group}: unknown task "${name}"${didYouMean(name, Object.keys(named))}`);
  process.exitCode = 2;
}

function start({ script, tests, env, node = [] }: Task, rest: readonly string[]): number {
  const command =
    script === undefined
      ? ['node_modules/vitest/vitest.mjs', 'run', tests!, ...rest]
      : ['--conditions=fastvit-bench-source', '--import', 'tsx', script, ...rest];
  const { status, error } = spawnSync(process.execPath, [...node, ...command], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
    env: { ...env, ...process.env },
  });
  if (error) throw error;
  return status ?? 1;
}

function list(of: string, names: Readonly<Record<string, Task>>): string {
  const width = Math.max(...Object.keys(names).map((key) => key.length)) + 2;
  const lines = Object.entries(names).map(
    ([key, { about, needs }]) => `  ${key.padEnd(width)}${about}${needs ? ` (${needs})` : ''}`,
  );
  return [`npm run ${of} -- <name> [arguments]`, '', ...lines].join('\n');
}
