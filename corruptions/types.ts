import type { Random } from './random.ts';
import type { Workspace } from './workspace.ts';

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

/**
 * Which of the two public implementations is followed where they differ: `imagenet-c` made the public
 * dataset and assumes 224×224 (hendrycks/robustness); `any-size` generalises it (bethgelab/imagecorruptions).
 */
export type Variant = 'imagenet-c' | 'any-size';

/** Pictures of frost that `frost` lays over an image. */
export interface FrostTextures {
  /** How many there are; each is as likely as any other. */
  readonly count: number;
  /**
   * Texture `index` at its own size, or, if `cover` is given, enlarged as the any-size variant does:
   * 1.1 times what is needed to cover `cover`.
   */
  texture(index: number, cover?: { readonly width: number; readonly height: number }): Image;
}

export interface Options {
  /** Default: `imagenet-c` for 224×224 images, `any-size` for all others. */
  readonly variant?: Variant;
  /** Scratch memory and kernels, reused from call to call; without one, plain TypeScript and fresh memory. */
  readonly workspace?: Workspace;
  /** Default: textures synthesised once per workspace. */
  readonly frost?: FrostTextures;
}

/** Options with every default filled in; what an implementation gets. */
export interface Context {
  readonly variant: Variant;
  readonly workspace: Workspace;
  readonly frost?: FrostTextures;
}

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
   * @throws RangeError for a severity, an image or a size that cannot work, naming it.
   */
  apply(image: Image, severity: Severity, random: Random, options?: Options): Image;
  /** As `apply`, with constants of one's own, e.g. between two severities; what counts something is rounded inside. */
  applyConstants(image: Image, constants: Constants, random: Random, options?: Options): Image;
}
