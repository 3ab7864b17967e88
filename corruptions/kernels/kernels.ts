import type { Random } from '../primitives/random.ts';

/**
 * The loops that take most of the time. Every array given to a kernel lies in the memory of the workspace that the kernel
 * belongs to; results go to `to` or `out`. Images are 8-bit RGB, planes as in ../primitives/plane.ts.
 */
export interface Kernels {
  /** Adds `sigma` times a normal to every sample, times the sample if `proportional`. `field`: scratch, one per sample. */
  addNoise(
    from: Uint8Array,
    to: Uint8Array,
    field: Float64Array,
    sigma: number,
    proportional: boolean,
    random: Random,
  ): void;

  /**
   * Adds the source (RGB), enlarged linearly, to `sums` (RGB, single precision).
   * `line`: scratch, one line of the source plus one pixel.
   */
  addZoomed(
    from: Float64Array,
    fromWidth: number,
    sums: Float32Array,
    across: Places,
    down: Places,
    line: Float64Array,
  ): void;

  /** Lays fog over an image: (x + amount * map) * peak / (peak + amount), with `peak` the image's largest sample. */
  blendFog(
    from: Uint8Array,
    to: Uint8Array,
    width: number,
    height: number,
    map: Float64Array,
    side: number,
    amount: number,
    peak: number,
  ): void;

  /**
   * Whitens an image, then adds the flakes and the flakes turned by 180 degrees (`layer`: 0..1, one value per pixel).
   * Whitening is in single precision, as in the references: mix * x + (1 - mix) * max(x, 1.5 * luma + 0.5).
   */
  blendSnow(from: Uint8Array, to: Uint8Array, layer: Float64Array, mix: number): void;

  /**
   * Blurs `from` into `to`, columns first. Sums run from the centre, then from the outermost pair inwards, as
   * SciPy's do, so that rounding agrees to the last bit. `from` and `to` must not overlap.
   */
  blur(from: Float64Array, to: Float64Array, job: Blur): void;

  /** Like `blur`, to 8 bits: `scale` times the sums, clipped and truncated. */
  blurLevels(from: Float64Array, to: Uint8Array, scale: number, job: Blur): void;

  /** Correlates a plane with (-2 -1 0, -1 1 1, 0 1 2), light from one corner, and clips to 0..255. */
  emboss(from: Uint8Array, to: Uint8Array, width: number, height: number): void;

  /** Fills `to` from a small image: each pixel is the small image's at (rows[y], columns[x]). */
  enlargeNearest(
    small: Uint8Array,
    smallWidth: number,
    to: Uint8Array,
    columns: Int32Array,
    rows: Int32Array,
  ): void;

  /** Fills `out` with standard normals, in order. */
  fillNormal(out: Float64Array, random: Random): void;

  /** Fills `out` with uniforms on [low, low + span), in order; defaults 0 and 1. */
  fillUniform(out: Float64Array, random: Random, low?: number, span?: number): void;

  /**
   * Replaces a share `amount` of the samples by 0 or 255. `field`: scratch, two per sample: the first half chooses
   * the samples, the second their value.
   */
  impulse(from: Uint8Array, to: Uint8Array, field: Float64Array, amount: number, random: Random): void;

  /**
   * Compresses an image to baseline JPEG with 4:2:0 chroma and back, in integers and equal to libjpeg's accurate
   * integer DCT ("islow") and smooth ("fancy") upsampling on every byte.
   */
  jpegRoundTrip(from: Uint8Array, to: Uint8Array, job: Jpeg): void;

  /** Maps every sample through the table of its channel: three tables of 256 levels, one after the other. */
  lookUp(from: Uint8Array, to: Uint8Array, tables: Uint8Array): void;

  /** Turns levels into doubles by a table of 256. */
  lookUpDoubles(from: Uint8Array, to: Float64Array, table: Float64Array): void;

  /**
   * Marks a plane of grey levels whose border is filled: 1 where the Sobel gradient |gx| + |gy| is above `low` and
   * largest along its own direction, 2 where it is also above `high`, 0 elsewhere and on the border.
   * `gradients`: scratch, three planes.
   */
  markPeaks(
    grey: Uint8Array,
    width: number,
    height: number,
    low: number,
    high: number,
    gradients: Int16Array,
    marks: Uint8Array,
  ): void;

  /** Takes 3×3 means of a plane of distances in 1/65536 pixel (sums below 512 pixels), truncated to whole pixels. */
  meanOfDistances(map: Int32Array, to: Uint8Array, width: number, height: number): void;

  /** Takes 3×3 means of a plane of levels, rounded. */
  meanOfLevels(from: Uint8Array, to: Uint8Array, width: number, height: number): void;

  /**
   * Makes diamond-square noise on a torus of `side` pixels (a power of two), stretched to 0..1.
   * `draws`: side * side - 1 uniforms on [0, 1), used scale by scale: square centres, midpoints of horizontal edges,
   * midpoints of vertical ones. The perturbation is `w` times a uniform on -w..w; w starts at 100 and is divided by
   * `decay` at every scale.
   */
  plasma(map: Float64Array, side: number, decay: number, draws: Float64Array): void;

  /**
   * Computes two-pass chamfer distances with 5×5 masks, in place: every value becomes the least of itself and its
   * neighbours' plus the cost of the step. The border (two pixels) stays as it is.
   */
  relaxDistances(
    map: Int32Array,
    width: number,
    height: number,
    straight: number,
    diagonal: number,
    knight: number,
  ): void;

  /**
   * Samples `from` (RGB, 0..1) at every pixel's place plus `factor` times (dx, dy), a displacement in single
   * precision, bilinearly, with the border reflected; clips and truncates to 8 bits.
   */
  sampleReflected(
    from: Float64Array,
    to: Uint8Array,
    width: number,
    height: number,
    dx: Float64Array,
    dy: Float64Array,
    factor: number,
  ): void;

  /** Draws the photon count of every sample and stores its level. `field`: scratch, one per sample. */
  shot(from: Uint8Array, to: Uint8Array, field: Float64Array, table: ShotTable, random: Random): void;

  /** Averages boxes of pixels along the lines of an image, rounded. */
  shrinkAcross(data: Uint8Array, width: number, height: number, out: Uint8Array, boxes: Boxes): void;

  /** Averages boxes of lines, each of `stride` samples, rounded. */
  shrinkDown(narrow: Uint8Array, stride: number, out: Uint8Array, boxes: Boxes): void;

  /**
   * Displaces pixels, in place, `passes` times from the bottom right to the top left: every pixel farther than
   * `reach` from the border takes the current colour of a pixel up to `reach` away (itself included, +reach
   * excluded). `pixels`: scratch, one per pixel.
   */
  shuffle(
    data: Uint8Array,
    pixels: Int32Array,
    width: number,
    height: number,
    reach: number,
    passes: number,
    random: Random,
  ): void;

  /** Returns the exact sum of every third sample from `first` on. */
  sumChannel(from: Uint8Array, first: number): number;

  /**
   * Correlates the bordered RGB image `from` (width + 2 * margin by height + 2 * margin) with a kernel; clips the
   * sums to 0..255 and truncates. `sums`: scratch, one line of the bordered image per height.
   */
  sumOfStrips(
    from: Uint8Array,
    width: number,
    height: number,
    margin: number,
    kernel: Strips,
    sums: Uint16Array,
    to: Uint8Array,
  ): void;

  /** Sums over taps, in order: to[y, i] = weight * from[y * stride + i + offset]; rows of `to` have `count` samples. */
  sumOfTaps(
    from: Float64Array,
    stride: number,
    to: Float64Array,
    count: number,
    rows: number,
    taps: Taps,
  ): void;

  /**
   * Adds a colour (0..1), `shares[p]` of it at pixel p; if `opaque`, the image keeps only the rest. In single
   * precision, clipped to 1 and truncated to 8 bits.
   */
  tint(
    from: Uint8Array,
    to: Uint8Array,
    shares: Float32Array,
    opaque: boolean,
    colour: readonly [number, number, number],
  ): void;

  /** Computes scale * value + shift, clipped to 0..255 and truncated to 8 bits. */
  toLevels(from: Float64Array, to: Uint8Array, scale: number, shift: number): void;
}

/** A separable symmetric blur of `channels` interleaved channels. */
export interface Blur {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** Weights at distances 0..radius, for the vertical and the horizontal pass. */
  readonly down: Float64Array;
  readonly across: Float64Array;
  /** The rows that positions -radius, 1-radius, ... show, and the columns (see `fillInside`). */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** Scratch for one line with its border: (width + 2 * horizontal radius) * channels. */
  readonly line: Float64Array;
}

/** The whole input pixels that each output pixel averages: from..from+size-1. */
export interface Boxes {
  readonly from: Int32Array;
  readonly size: Int32Array;
  /** 2^22 / size, rounded. */
  readonly weight: Int32Array;
}

/** Where the pixels of a line of the result lie in a line of the source: between `at` and `at + 1`, `part` of the way. */
export interface Places {
  readonly at: Int32Array;
  readonly part: Float64Array;
}

/** A sum of shifted copies. */
export interface Taps {
  /** From a sample of the result to the sample of the bordered source that a tap reads, in samples. */
  readonly offsets: Int32Array;
  readonly weights: Float64Array;
}

/** Guide intervals per level of a shot table. */
export const GUIDES = 256;

/**
 * Poisson counts by inversion, one row per level: the count is the first k with word <= thresholds[k] (as unsigned),
 * searched from the guide of the word's upper 8 bits on. The last threshold of a row is never exceeded.
 */
export interface ShotTable {
  readonly columns: number;
  readonly thresholds: Uint32Array;
  readonly guides: Uint8Array;
  /** The level that a count becomes. */
  readonly levels: Uint8Array;
}

/**
 * A symmetric kernel as a sum of vertical strips: term t adds
 * coefficients[t] * (strip at column +dx[t] and, unless dx is 0, strip at column -dx[t]), where a strip is the sum
 * of 2h+1 samples, from h rows above to h rows below, h = heights[strips[t]].
 */
export interface Strips {
  readonly heights: Int32Array;
  readonly dx: Int32Array;
  readonly strips: Int32Array;
  readonly coefficients: Float64Array;
  /**
   * For a quick estimate in integers: coefficients (halved where dx is 0), padded to an even number, are
   * (high + low / 2^lowShift) / 2^shift; the sum in 1/2^shift, rounded down, is off by at most `slack`.
   */
  readonly shift: number;
  readonly lowShift: number;
  readonly high: Int16Array;
  readonly low: Int16Array;
  readonly slack: number;
}

/** A JPEG round trip, without the entropy coding, which loses nothing. */
export interface Jpeg {
  readonly width: number;
  readonly height: number;
  /** Quantisation tables of luma and chroma, 64 steps each, row by row. */
  readonly luma: Int32Array;
  readonly chroma: Int32Array;
  /** Scratch: three planes of (width rounded up to 16) * (height rounded up to 16), plus 4 * width + 256. */
  readonly planes: Uint8Array;
}
