import { performance } from 'node:perf_hooks';
import { ownPeak, serve } from '../processes/index.ts';
import type { RuntimeRequests } from './process.ts';
import { sampleRuns } from './sample.ts';
import type { RuntimeModel, SessionOptions, Turn } from './types.ts';
import { type UsageMeter, usageMeter } from './usage.ts';

/** What a runtime implements inside its process; `serveEngine` adds turns, clock and messages. */
export interface Engine {
  /** Loads what any session of these options needs, such as a backend; not part of creating a session. */
  prepare?(options: SessionOptions): Promise<void>;
  /** Loads the model; how long this takes is the session creation time. */
  open(model: RuntimeModel, options: SessionOptions): Promise<LoadedModel>;
  /** Peak resident bytes, where another process runs the model. */
  peakRssBytes?(): number;
}

export interface LoadedModel {
  /** The settings in effect: provider, threads, optimisation level, versions. */
  readonly options: Record<string, unknown>;
  /** One inference, its output read back to the host; on the model's own input if none is given. */
  run(input?: Float32Array): Promise<Float32Array>;
  /** Milliseconds that creating the session took, if the engine can measure it more closely than this process. */
  readonly sessionMs?: number;
  /** Milliseconds of each of `count` runs, timed where they happen; if absent, `serveEngine` times `run`. */
  sample?(count: number): Promise<number[]>;
  close(): Promise<void>;
}

/** Serves the requests of a process that opens and runs models. */
export function serveEngine(engine: Engine): void {
  const sessions = new Map<number, LoadedModel>();
  const meter = usageMeter();
  serve<RuntimeRequests>(
    {
      open: async ({ session, model, options }) => {
        await engine.prepare?.(options);
        const start = performance.now();
        const loaded = await engine.open(model, options);
        const sessionMs = loaded.sessionMs ?? performance.now() - start;
        sessions.set(session, loaded);
        return { sessionMs, options: loaded.options };
      },
      run: async ({ session, count, uncounted }) => {
        const loaded = sessions.get(session)!;
        // In the same message as the counted runs, because the processor would rest in between.
        if (uncounted > 0) await takeTurn(loaded, uncounted, meter);
        return takeTurn(loaded, count, meter);
      },
      infer: ({ session, input }) => sessions.get(session)!.run(input),
      release: async (session) => {
        await sessions.get(session)?.close();
        sessions.delete(session);
      },
      peak: () => engine.peakRssBytes?.() ?? ownPeak(),
    },
    { killFirst: true },
  );
}

/** Where the engine times its runs itself, they happen in another process, whose CPU time nobody measures. */
async function takeTurn(loaded: LoadedModel, count: number, meter: UsageMeter | undefined): Promise<Turn> {
  if (loaded.sample) return { runs: await loaded.sample(count) };
  const run = () => loaded.run();
  const clock = () => performance.now();
  if (meter === undefined) return { runs: await sampleRuns(run, count, clock) };
  meter.start();
  const runs = await sampleRuns(run, count, clock, meter.mark);
  return { runs, usage: meter.usage() };
}
