import type { ProcessLimits } from '../processes/index.ts';
import type { GraphOptimization, RuntimeOptions } from '../results/index.ts';

/**
 * A runtime: everything that the rest of the project knows about it. A new one is a file like `onnxruntime.ts`, the
 * module of its process, and a line in `registry.ts`.
 */
export interface Runtime {
  /** As in a suite: onnxruntime, tfjs, browser. */
  readonly name: string;
  /** Execution providers or backends by name; the first is used where a suite names none. */
  readonly providers: Readonly<Record<string, Provider>>;
  /** The npm packages whose versions decide its latencies; every run records them. */
  readonly packages: readonly string[];
  /** Whether a session writes a profile of its operators where `profilePrefix` is given. */
  readonly profiles: boolean;
  /** What has to be installed: one line each in `doctor`. */
  readonly requirements: readonly Requirement[];
  start(limits: ProcessLimits, settings?: RuntimeSettings): Promise<RuntimeProcess>;
}

export interface Provider {
  readonly format: ModelFormat;
  /** Its limits on threads, for the documentation. */
  readonly threads: string;
  /** Whether its nodes and its output are the same to the bit in every session, so that they are recorded. */
  readonly exact?: boolean;
  /**
   * Whether a run happens in the process that answers, on the CPU, and nowhere else, so that the CPU time of that
   * process is the run's.
   */
  readonly cpuTime?: boolean;
  /** Whether it may leave operators to another provider, so that a profile is always made to show which. */
  readonly fallsBack?: boolean;
  /** Its requirement in words, as in "it needs macOS", for the reason of a failed cell. */
  readonly needs?: string;
  /** Its line in `doctor`, which tries it on a small network; absent if a requirement covers it. */
  readonly doctor?: { readonly purpose: string; readonly fix: string };
}

/** Something that has to be installed. */
export interface Requirement {
  readonly name: string;
  /** What it is needed for. */
  readonly purpose: string;
  /** Whether everything else works without it. */
  readonly optional: boolean;
  /** How to get it. */
  readonly fix: string;
  /**
   * What was found, in a few words.
   * @param env for PATH and variables such as CHROMIUM_PATH
   * @throws Error where it does not work
   */
  probe(env: Readonly<Record<string, string | undefined>>): Promise<string> | string;
}

/** Settings of runtimes from the command line. */
export interface RuntimeSettings {
  /** Path of the browser; found if absent. */
  readonly browser?: string;
}

/** The file that holds a model: ONNX, or a TensorFlow.js GraphModel (a folder with a `model.json`). */
export type ModelFormat = 'onnx' | 'tfjs';

/** What a runtime opens: a model file and its input. */
export interface RuntimeModel {
  /** Path of the ONNX file, or of a GraphModel's `model.json`: see `modelFormat`. */
  readonly path: string;
  /** NCHW float32 input of the graph, fed on every run. */
  readonly input: { readonly name: string; readonly shape: readonly number[]; readonly data: Float32Array };
  readonly output: string;
}

/** Where and how a session runs. Everything is explicit: a runtime's own defaults differ between versions. */
export interface SessionOptions {
  /** Execution provider or backend, one of the runtime's `providers`. */
  readonly provider: string;
  /** Threads within an operator, 1 or more. */
  readonly threads: number;
  /** Default `all`. */
  readonly graphOptimization?: GraphOptimization;
  /** Default: the defaults of `RuntimeOptions`. */
  readonly options?: RuntimeOptions;
  /** Writes the runtime's own profile (onnxruntime: a Chrome trace) to files whose paths begin with this. */
  readonly profilePrefix?: string;
}

/** A process that holds sessions. Every promise rejects with one line if it dies, hangs or grows too large. */
export interface RuntimeProcess {
  readonly pid: number;
  open(model: RuntimeModel, options: SessionOptions): Promise<RuntimeSession>;
  /** Peak resident memory of the process so far, in bytes. */
  peakRssBytes(): Promise<number>;
  /** Ends the process, by force if it does not end by itself. */
  close(): Promise<void>;
}

/** Runs of a session in a row. */
export interface Turn {
  /** Milliseconds of each run by the clock, reading the output back included. */
  readonly runs: number[];
  /** What the process used during these runs; absent if another process runs the model, or its CPU clock is coarse. */
  readonly usage?: Usage;
}

/** What a process used: `getrusage` of the operating system, over all of its threads. */
export interface Usage {
  /** CPU time of each run in milliseconds, user and system. */
  readonly cpuMs: readonly number[];
  /**
   * Voluntary context switches: how often the thread of the runs waited (where the system does not tell threads apart,
   * any thread). Absent if the system does not count them.
   */
  readonly waits?: number;
  /** Page faults, minor and major. */
  readonly pageFaults: number;
}

/** A model loaded in a process. */
export interface RuntimeSession {
  /** Milliseconds that creating the session took. */
  readonly sessionMs: number;
  /** The settings in effect: provider, threads, optimisation level, versions. */
  readonly options: Record<string, unknown>;
  /**
   * Runs `count` times.
   * @param uncounted runs made right before, whose times are dropped; default 0
   */
  run(count: number, uncounted?: number): Promise<Turn>;
  /** Runs once and returns the output values (for verification). */
  infer(input?: Float32Array): Promise<Float32Array>;
  /** Frees the session; its process stays. */
  close(): Promise<void>;
}
