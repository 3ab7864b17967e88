/** The first value that stands in a list a second time, if any does. */
export function firstTwice<T>(values: readonly T[]): T | undefined {
  return values.find((value, at) => values.indexOf(value) !== at);
}
