import type { ModelFormat } from '../types.ts';

/** A request of the driver to open a model; paths are those of the loopback server. */
export interface PageRequest {
  readonly session: number;
  /** onnxruntime-web runs ONNX, TensorFlow.js its own format. */
  readonly format: ModelFormat;
  readonly provider: string;
  readonly threads: number;
  /** The ONNX file, or the folder of a GraphModel with a slash at its end. */
  readonly model: string;
  /** The shape is NCHW; the data is NHWC for a GraphModel, because the page cannot load what transposes it. */
  readonly input: { readonly name: string; readonly shape: readonly number[]; readonly data: string };
  readonly output: string;
}

/** What the page reports about an opened session. */
export interface PageSession {
  readonly sessionMs: number;
  readonly options: Record<string, unknown>;
}

/** What the page offers to the driver, as `globalThis.fastvitBench`. */
export interface PageBench {
  /** Loads what any session of this provider needs. */
  prepare(format: ModelFormat, provider: string, threads: number): Promise<void>;
  open(request: PageRequest): Promise<PageSession>;
  /** Milliseconds of each run. */
  sample(session: number, count: number): Promise<number[]>;
  /** Output values for the session's own input, or for the one at `input`, laid out like it. */
  infer(session: number, input?: string): Promise<number[]>;
  close(session: number): Promise<void>;
}
