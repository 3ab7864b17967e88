import type { Recipe } from '../../backbones/models/index.ts';
import type { ImageEntry } from '../datasets/index.ts';
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
  readonly versions: string;
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
}

/** The requests to a worker process. */
export interface WorkerRequests {
  /** Opens the models. */
  prepare(setup: WorkerSetup): void;
  /** Evaluates a unit, reports progress, and writes the part. */
  evaluate(job: UnitJob): void;
}

/** Images evaluated since the last report, and how many of them each model got right. */
export interface UnitProgress {
  readonly images: number;
  readonly correct: readonly number[];
  readonly unreadable: readonly { readonly image: string; readonly reason: string }[];
}
