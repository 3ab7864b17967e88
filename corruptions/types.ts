import type { Random } from './random.ts';

/** An 8-bit RGB image, row-major, channels last: `data.length === width * height * 3`. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** 1 (mild) to 5 (strong). */
export type Severity = 1 | 2 | 3 | 4 | 5;

/** The constants of one severity, in the order that the corruption's docstring names them. */
export type Constants = readonly number[];

export type Group = 'noise' | 'blur' | 'weather' | 'digital' | 'extra' | 'rendition';

/** One corruption or rendition: what the registry, the help, the docs, the tests and the report are made from. */
export interface Corruption {
  /** The published name, e.g. `gaussian_noise`. */
  readonly name: string;
  readonly group: Group;
  /** One sentence for help and documentation. */
  readonly summary: string;
  /** True if the result depends on `random`. */
  readonly random: boolean;
  /** The constants of severities 1 to 5; composites interpolate between them. */
  readonly severities: readonly [Constants, Constants, Constants, Constants, Constants];
  /**
   * A new image of the same size; the input is never modified.
   * @throws RangeError for a severity or a size that cannot work, naming it.
   */
  apply(image: Image, severity: Severity, random: Random): Image;
  /** As `apply`, with constants of one's own, e.g. between two severities; what counts something is rounded inside. */
  applyConstants(image: Image, constants: Constants, random: Random): Image;
}
