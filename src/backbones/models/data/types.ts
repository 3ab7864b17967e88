/** How an image becomes a model's input: resize to size / cropPct, crop, scale to 0..1, normalise. */
export interface Preprocessing {
  /** Side of the square input in pixels. */
  readonly inputSize: number;
  readonly cropPct: number;
  /** `center` resizes the shorter side; `squash` resizes both sides, whatever the aspect. */
  readonly cropMode: 'center' | 'squash' | 'border';
  readonly interpolation: 'bilinear' | 'bicubic';
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** If the library evaluates at another size than it trained at. */
  readonly testInputSize?: number;
  readonly testCropPct?: number;
}

/** [input size, top-1, top-5] in percent; top-5 is null if it is not published. */
type PublishedAccuracy = readonly [size: number, top1: number, top5: number | null];

export type AccuracySet =
  | 'imagenet'
  | 'imagenetReal'
  | 'imagenetV2'
  | 'imagenetSketch'
  | 'imagenetA'
  | 'imagenetAClean'
  | 'imagenetR'
  | 'imagenetRClean';

/** One published weight set. */
export interface PublishedTag extends Preprocessing {
  readonly tag: string;
  /** Hub repository, or null if weights are hosted elsewhere. */
  readonly repository: string | null;
  readonly url?: string | null;
  readonly classes: number;
  readonly license?: string;
  readonly accuracy?: Partial<Readonly<Record<AccuracySet, readonly PublishedAccuracy[]>>>;
}

interface PaperValue {
  readonly value: number;
  readonly verified: boolean;
}

export interface PublishedModel {
  readonly defaultTag: string | null;
  readonly default: Preprocessing;
  readonly tags: readonly PublishedTag[];
  readonly paper?: Partial<
    Readonly<
      Record<'size' | 'parametersM' | 'macsG' | 'mobileLatencyMs' | 'gpuLatencyMs' | 'top1', PaperValue>
    >
  >;
  readonly released?: {
    readonly top1: number;
    readonly top1Distilled: number;
    readonly mobileLatencyMs: number;
  };
}
