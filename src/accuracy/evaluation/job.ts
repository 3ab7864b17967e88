import type { Recipe } from '../../backbones/models/index.ts';
import type { ClassSubset, ImageEntry } from '../datasets/index.ts';
import type { KeptRows } from '../predictions/index.ts';
import type { Treatment } from './protocol.ts';

/** A model to open in a worker. */
export interface EvaluationModel {
  readonly id: string;
  /** Path of an ONNX file with batch 1. */
  readonly path: string;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly output: string;
  readonly recipe: Recipe;
}

/** What all units of a run have in common. */
export interface WorkerSetup {
  readonly models: readonly EvaluationModel[];
  readonly dataset: string;
  /** All class indices of the dataset are below this. */
  readonly classes: number;
  /** Whether a model may have more classes. */
  readonly openEnded: boolean;
  readonly subset?: readonly number[];
  /** Subsets of the clean images that are datasets of their own as well; absent if there are none. */
  readonly cleanSubsets?: readonly ClassSubset[];
  readonly versions: string;
  /** Longest that a model may take to load, or an image to be read and evaluated by one model, in milliseconds. */
  readonly timeoutMs: number;
}

/** Why the predictions of a model cannot be used. */
export interface ModelFailure {
  readonly model: string;
  /** One line that names the model, and the image if one is involved. */
  readonly reason: string;
}

/** The smallest piece of work, which is done completely or not at all. */
export interface UnitJob {
  readonly id: string;
  /** Path of the part to write. */
  readonly path: string;
  /** Digest of everything that the part depends on; stored in the part. */
  readonly identity: string;
  readonly treatment: Treatment;
  readonly images: readonly ImageEntry[];
  /** The rows of other models, which are taken from the part at `path`. */
  readonly kept?: KeptRows;
  /** Whether to report before every image, so that the last report names the image of a crash. */
  readonly trace?: boolean;
}

/** The requests to a worker process. */
export interface WorkerRequests {
  /** Opens the models. Returns those that cannot be used. */
  prepare(setup: WorkerSetup): readonly ModelFailure[];
  /** Evaluates a unit, reports progress, and writes the part. If a model fails, returns it and writes nothing. */
  evaluate(job: UnitJob): readonly ModelFailure[];
}

/** Images evaluated since the last report, and how many of them each model got right. */
export interface UnitProgress {
  /** 0 for a report that only shows that the process works. */
  readonly images: number;
  /** The image that is evaluated next, if this is known. */
  readonly next?: string;
  readonly correct: readonly number[];
  readonly unreadable: readonly { readonly image: string; readonly reason: string }[];
}
