import type { Io } from '../../src/cli/io.ts';
import { main } from '../../src/cli/program.ts';

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `fastvit-bench <argv>` in this process, without a terminal. */
export async function runCli(
  argv: readonly string[],
  overrides: { env?: Record<string, string | undefined>; signal?: AbortSignal; now?: () => number } = {},
): Promise<CliResult> {
  let stdout = '';
  let stderr = '';
  const code = await main(argv, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    env: overrides.env ?? process.env,
    signal: overrides.signal ?? new AbortController().signal,
    now: overrides.now ?? (() => performance.now()),
    exitCode: 0,
  });
  return { code, stdout, stderr };
}

/** An `Io` that discards all output. */
export function quietIo(): Io {
  const nowhere = { write: () => true };
  return {
    stdout: nowhere,
    stderr: nowhere,
    env: {},
    signal: new AbortController().signal,
    now: () => 0,
    exitCode: 0,
  };
}
