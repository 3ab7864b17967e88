/**
 * The random numbers that a corruption draws. `keyedRandom` makes them; tests inject recorded ones.
 */
export interface Random {
  /** Draws a uniform on [0, 1). */
  uniform(): number;
  /** Draws a standard normal. */
  normal(): number;
  /** Draws a Poisson number with the given mean (>= 0), exact at every mean. */
  poisson(mean: number): number;
  /** Draws a uniform integer on low..high-1. */
  integer(low: number, high: number): number;
  /** Fills `out` with uniforms on [0, 1), in order. */
  fillUniform(out: Float32Array | Float64Array): void;
  /** Fills `out` with standard normals, in order. */
  fillNormal(out: Float32Array | Float64Array): void;
  /** The state of a counter-based generator, from which kernels draw many numbers at once; without it they are slower. */
  readonly counter?: Counter;
}

/**
 * A position in one of 2^64 streams. Each draw is a hash of the key and the draw's number, so any part of a stream can
 * be computed at any time.
 */
export interface Counter {
  /** Two 32-bit words, as signed integers. */
  readonly key0: number;
  readonly key1: number;
  /** Number of the next draw; every draw of any kind advances it by one. */
  next: number;
}
