import type { RuntimeModel, SessionOptions } from './types.ts';

/** What a runtime does inside its process; everything around it (turns, clock, messages) is `serve`. */
export interface Engine {
  /** Loads what any session of these options needs, such as a backend; not part of creating a session. */
  prepare?(options: SessionOptions): Promise<void>;
  /** Loads the model; the span of this call is the session creation time. */
  open(model: RuntimeModel, options: SessionOptions): Promise<LoadedModel>;
  /** Peak resident bytes, where it is not this process that runs the model. */
  peakRssBytes?(): number;
}

export interface LoadedModel {
  /** What really runs: provider, threads, optimisation level, versions. */
  readonly options: Record<string, unknown>;
  /** One inference, its output read back to the host. Without an argument it runs on the model's own input. */
  run(input?: Float32Array): Promise<Float32Array>;
  /** Milliseconds of creating the session, where the engine has a clock nearer to it than ours. */
  readonly sessionMs?: number;
  /** Milliseconds of each of `count` runs by that clock. Absent: `serve` times `run`. */
  sample?(count: number): Promise<number[]>;
  close(): Promise<void>;
}
