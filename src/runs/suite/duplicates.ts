/** Returns the first value that a list holds a second time, or undefined. */
export function firstDuplicate<T>(values: readonly T[]): T | undefined {
  return values.find((value, at) => values.indexOf(value) !== at);
}
