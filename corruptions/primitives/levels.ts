/** Levels 0..255 on 0..1, by division as in the references (multiplying by 1/255 would change 24 of them). */
export const UNIT = Float64Array.from({ length: 256 }, (_, level) => level / 255);

/** Levels on 0..1 in single precision. */
export const SINGLES = UNIT.map(Math.fround);

/** Levels as doubles. */
export const LEVELS = Float64Array.from({ length: 256 }, (_, level) => level);

/** Scales 0..1 (clipped) to 0..255. A Uint8Array truncates it when it is stored, as the references do. */
export function toLevel(value: number): number {
  return (value < 0 ? 0 : Math.min(value, 1)) * 255;
}

/** Rounds to the nearest integer, halves to even, as NumPy and OpenCV do. */
export function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
