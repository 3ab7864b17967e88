import type { GraphOptimization, RuntimeOptions } from '../results/index.ts';

/** A model as a runtime takes it: a file, and where its input comes from. */
export interface RuntimeModel {
  /** Path of the ONNX file, or of a tfjs GraphModel's `model.json`: what `modelFormat` says. */
  readonly path: string;
  /** NCHW float32 input of the graph, fed on every run. */
  readonly input: { readonly name: string; readonly shape: readonly number[]; readonly data: Float32Array };
  readonly output: string;
}

/** Where and how a session runs. Everything is explicit: a runtime's own defaults differ by version. */
export interface SessionOptions {
  /** Execution provider or backend: cpu, cuda, coreml, dml, webgpu, tensorrt; wasm, webgl for others. */
  readonly provider: string;
  /** Threads within an operator, 1 or more. */
  readonly threads: number;
  /** Default `all`. */
  readonly graphOptimization?: GraphOptimization;
  /** Default: the defaults of `RuntimeOptions`. */
  readonly options?: RuntimeOptions;
  /** Writes the runtime's own profile (onnxruntime: a Chrome trace) to files that begin with this path. */
  readonly profilePrefix?: string;
}

/** A model loaded in some process. */
export interface RuntimeSession {
  /** Milliseconds that session creation took. */
  readonly sessionMs: number;
  /** What really runs: provider, threads, optimisation level, versions. */
  readonly options: Record<string, unknown>;
  /**
   * Runs `count` times; milliseconds of each run, output read back inside the timed span.
   * @param uncounted runs made right before, whose times nobody is told; default 0
   */
  run(count: number, uncounted?: number): Promise<number[]>;
  /** Runs once and returns the output values (for verification). */
  infer(input?: Float32Array): Promise<Float32Array>;
  /** Frees the session; its process lives on. */
  close(): Promise<void>;
}

/** A process that holds sessions. Every promise rejects with one line if it dies, hangs or grows too large. */
export interface RuntimeProcess {
  readonly pid: number;
  open(model: RuntimeModel, options: SessionOptions): Promise<RuntimeSession>;
  /** Peak resident memory of the process so far, in bytes. */
  peakRssBytes(): Promise<number>;
  /** Ends the process, by force if it does not answer. */
  close(): Promise<void>;
}

export interface ProcessLimits {
  /** Longest that one request (opening, one turn of runs) may take before the process is killed. */
  readonly timeoutMs: number;
  /** Resident memory above which the process is killed, in bytes. Checked where the platform allows it. */
  readonly memoryBytes?: number;
  /** Kills the process when it aborts. */
  readonly signal?: AbortSignal;
}

/** The file that holds a model: ONNX, or a TensorFlow.js GraphModel (a folder, `model.json` in it). */
export type ModelFormat = 'onnx' | 'tfjs';

export interface Runtime {
  /** As in a suite: onnxruntime, tfjs, browser. */
  readonly name: string;
  start(limits: ProcessLimits): Promise<RuntimeProcess>;
}
