/** A model as a runtime takes it: a file, and where its input comes from. */
export interface RuntimeModel {
  /** Path of the ONNX file. */
  readonly path: string;
  /** NCHW float32 input of the graph, fed on every run. */
  readonly input: { readonly name: string; readonly shape: readonly number[]; readonly data: Float32Array };
  readonly output: string;
}

/** A model loaded in a process of its own. Only one session of a group runs at a time. */
export interface RuntimeSession {
  /** Milliseconds that session creation took. */
  readonly sessionMs: number;
  /** What really runs: provider, threads, optimisation level, versions. */
  readonly options: Record<string, unknown>;
  /** Runs `count` times; milliseconds of each run, output read back inside the timed span. */
  run(count: number): Promise<number[]>;
  /** Runs once and returns the output values (for verification). */
  infer(input?: Float32Array): Promise<Float32Array>;
  /** Peak resident memory of the session's process so far, in bytes. */
  peakRssBytes(): Promise<number>;
  close(): Promise<void>;
}

export interface Runtime {
  readonly name: string;
  /** @throws Error with one line if the session cannot be created, the process dies, or it hangs. */
  open(model: RuntimeModel, options: SessionOptions): Promise<RuntimeSession>;
}

export interface SessionOptions {
  readonly provider: string;
  readonly threads: number;
  readonly extra?: Record<string, unknown>;
}
