import type { Image, Size } from './primitives/image.ts';
import type { Random } from './primitives/random.ts';
import type { Workspace } from './primitives/workspace.ts';

/** One corruption or rendition. The registry, help, documentation, tests and reports are made from these. */
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
   * Returns a new image of the same size; the input is never modified.
   * @throws RangeError for an invalid severity or image, naming it
   */
  apply(image: Image, severity: Severity, random: Random, options?: Options): Image;
  /** Like `apply`, with any constants, e.g. between two severities; those that count something are rounded. */
  applyConstants(image: Image, constants: Constants, random: Random, options?: Options): Image;
}

export type Group = 'noise' | 'blur' | 'weather' | 'digital' | 'extra' | 'rendition';

/** 1 (mild) to 5 (strong). */
export type Severity = 1 | 2 | 3 | 4 | 5;

/** The constants of one severity, in the order in which the corruption's docstring names them. */
export type Constants = readonly number[];

export interface Options {
  /** Default: `imagenet-c` for 224×224 images, `any-size` for all others. */
  readonly variant?: Variant;
  /**
   * Scratch memory and kernels. Default: one workspace shared by all calls that pass none, which keeps the memory
   * of the largest image until the program ends.
   */
  readonly workspace?: Workspace;
  /** Default: textures synthesised once per workspace. */
  readonly frost?: FrostTextures;
}

/**
 * The public implementation to follow where the two differ: `imagenet-c` made the public dataset and assumes
 * 224×224 (hendrycks/robustness); `any-size` generalises it (bethgelab/imagecorruptions).
 */
export type Variant = 'imagenet-c' | 'any-size';

/** Pictures of frost for the corruption `frost`. */
export interface FrostTextures {
  /** How many there are; all are equally likely. */
  readonly count: number;
  /**
   * Returns texture `index` at its own size or, if `cover` is given, enlarged as the any-size variant does:
   * 1.1 times what is needed to cover `cover`.
   */
  texture(index: number, cover?: Size): Image;
}

/** The options that an implementation receives, with every default filled in. */
export interface Context {
  readonly variant: Variant;
  readonly workspace: Workspace;
  readonly frost?: FrostTextures;
}
