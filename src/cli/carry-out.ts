import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../files/index.ts';
import type { ExecuteDeps, Executed, ExecuteOptions } from '../runs/execute/index.ts';
import type { LoadedSuite } from '../runs/suite/index.ts';
import { counted } from '../text/index.ts';
import { type Io, note } from './io.ts';
import { type Progress, startProgress } from './progress.ts';

/**
 * Carries a suite out, shows its progress, and after Ctrl-C or a full disk says how to resume.
 *
 * @param options as of `executeSuite`; `out` in a temporary folder makes it `temporary`, which is not mentioned
 * @param deps in place of the usual ones
 * @throws UserError, or the signal's reason
 */
export async function carryOut(
  loaded: LoadedSuite,
  options: Omit<ExecuteOptions, 'root' | 'env'> & { readonly root?: string; readonly temporary?: boolean },
  io: Io,
  deps: Partial<ExecuteDeps> = {},
): Promise<Executed> {
  const { executeSuite, modelSource } = await import('../runs/execute/index.ts');
  const { measureGroup } = await import('../latency/index.ts');
  const { judgeClaims } = await import('../verdicts/claims/index.ts');
  const { openRuntime } = await import('../runtimes/index.ts');
  const { temporary = false, ...rest } = options;
  let progress: Progress | undefined;
  let folder: string | undefined;
  try {
    return await executeSuite(
      loaded,
      { root: 'results', env: io.env, ...rest },
      { source: modelSource, measure: measureGroup, judgeClaims, runtime: openRuntime, ...deps },
      {
        signal: io.signal,
        now: io.now,
        log: (line) => (progress ? progress.log(line) : note(io, line)),
        started(at, total) {
          if (!temporary) {
            folder = at;
            note(io, `run ${at}: ${counted(total, 'cell')}`);
          }
          progress = startProgress(io, total, 'cells');
        },
        progress: (done, doing) => progress?.update(done, doing),
      },
    );
  } catch (error) {
    progress?.stop();
    if (io.signal.aborted && folder !== undefined)
      note(io, `stopped; finished measurements are in ${folder}; run the same command again to resume`);
    throw folder === undefined ? error : withAdvice(error, folder);
  } finally {
    progress?.stop();
  }
}

/** Says after a write that failed where the measurements are, and how to resume. */
export function withAdvice(error: unknown, folder: string): unknown {
  if (!(error instanceof UserError) || error.code !== 'cannot-write') return error;
  const advice = existsSync(join(folder, 'run.json'))
    ? `finished measurements are in ${folder}; fix this, then run the same command again to resume`
    : `the folder ${folder} was removed during the run; run the same command again to start over`;
  return new UserError(`${error.message}; ${advice}`, error.code);
}
