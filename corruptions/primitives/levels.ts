/** Levels 0..255 on 0..1, divided as the references do (times 1/255 would differ for 24 of them). */
export const UNIT = Float64Array.from({ length: 256 }, (_, level) => level / 255);

/** Levels on 0..1 in single precision. */
export const SINGLES = UNIT.map(Math.fround);

/** Levels as doubles. */
export const LEVELS = Float64Array.from({ length: 256 }, (_, level) => level);

/** 0..1 (clipped) to 0..255. Storing it in a Uint8Array truncates, as the references do: they never round. */
export function toLevel(value: number): number {
  return (value < 0 ? 0 : Math.min(value, 1)) * 255;
}
