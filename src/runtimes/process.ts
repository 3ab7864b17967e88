import { type ProcessLimits, startProcess } from '../processes/index.ts';
import type { Runtime, RuntimeModel, RuntimeProcess, RuntimeSession, SessionOptions, Turn } from './types.ts';

/** The requests to a process that holds sessions. The parent numbers the sessions. */
export interface RuntimeRequests {
  open(request: {
    readonly session: number;
    readonly model: RuntimeModel;
    readonly options: SessionOptions;
  }): Pick<RuntimeSession, 'sessionMs' | 'options'>;
  run(request: { readonly session: number; readonly count: number; readonly uncounted: number }): Turn;
  infer(request: { readonly session: number; readonly input: Float32Array | undefined }): Float32Array;
  release(session: number): void;
  /** Peak resident bytes. */
  peak(): number;
}

/**
 * Starts a process whose entry calls `serveEngine`.
 * @param env variables besides those of this process
 */
export async function startRuntime(
  entry: URL,
  limits: ProcessLimits,
  env: Readonly<Record<string, string>> = {},
): Promise<RuntimeProcess> {
  const child = await startProcess<RuntimeRequests>(entry, limits, env);
  let sessions = 0;
  return {
    pid: child.pid,
    open: async (model, options) => {
      const session = sessions++;
      const opened = await child.ask('open', { session, model, options }, 'opening the model');
      return {
        ...opened,
        run: (count, uncounted = 0) => child.ask('run', { session, count, uncounted }, 'running'),
        infer: (input) => child.ask('infer', { session, input }, 'running'),
        close: () => child.ask('release', session, 'closing'),
      };
    },
    peakRssBytes: () => child.ask('peak', undefined, 'idle'),
    close: child.close,
  };
}

/** Opens a model in its own process, which ends when the session is closed. */
export async function openAlone(
  runtime: Pick<Runtime, 'start'>,
  model: RuntimeModel,
  options: SessionOptions,
  limits: ProcessLimits = { timeoutMs: 120_000 },
): Promise<RuntimeSession> {
  const host = await runtime.start(limits);
  try {
    const session = await host.open(model, options);
    return {
      ...session,
      close: async () => {
        // A session writes its profile when it ends; in a dead process there is no session left.
        await session.close().catch(() => {});
        await host.close();
      },
    };
  } catch (error) {
    await host.close();
    throw error;
  }
}
