/**
 * The random numbers a corruption draws, injected so that tests can replay given fields.
 * Implementations are counter-based: the stream depends on its key alone, not on order or parallelism.
 */
export interface Random {
  /** Uniform on [0, 1). */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Poisson with the given mean (>= 0), exact at every mean. */
  poisson(mean: number): number;
  /** Uniform integer on low..high-1. */
  integer(low: number, high: number): number;
  /** Fills `out` with uniforms on [0, 1), in order. */
  fillUniform(out: Float32Array | Float64Array): void;
  /** Fills `out` with standard normals, in order. */
  fillNormal(out: Float32Array | Float64Array): void;
}
