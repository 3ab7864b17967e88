import type { Parameter, Shape, ValueId } from './tensors.ts';

/** An element of a value by its position; a vector has the one position (0, 0). */
export type Elements = (image: number, channel: number, row: number, column: number) => number;

/** What a reference evaluation can read. */
export interface Values {
  /** The elements of a value: 0 outside its map, which is what zero padding reads. */
  value(id: ValueId): Elements;
  shape(id: ValueId): Shape;
  /** A tensor in float64, in C order. */
  tensor(parameter: Parameter): Float64Array;
}

/** Returns the sum of `term(0)` to `term(count - 1)`. */
export function total(count: number, term: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += term(i);
  return sum;
}

/** Normalises numbers to mean 0 and variance 1 (population variance), `epsilon` added to the variance. */
export function standardised(value: number, all: readonly number[], epsilon: number): number {
  const mean = total(all.length, (i) => all[i]!) / all.length;
  const variance = total(all.length, (i) => (all[i]! - mean) ** 2) / all.length;
  return (value - mean) / Math.sqrt(variance + epsilon);
}
