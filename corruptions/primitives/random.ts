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
  /** The generator's own state, if it is counter-based: lets a kernel draw many numbers at once. */
  readonly counter?: Counter;
}

/**
 * A position in one of 2^64 streams. Draw number `next` is a hash of the key and the number alone,
 * so any part of a stream can be computed at any time.
 */
export interface Counter {
  /** Two words of 32 bits (as signed integers). */
  readonly key0: number;
  readonly key1: number;
  /** Number of the next draw; every draw, of whatever kind, advances it by one. */
  next: number;
}
