import type { Recipe } from '../../backbones/models/index.ts';
import type { ImageEntry } from '../datasets/index.ts';
import type { Treatment } from './protocol.ts';

/** A model as a worker opens it. */
export interface EvaluationModel {
  readonly id: string;
  /** Path of an ONNX file with batch 1. */
  readonly path: string;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly output: string;
  readonly recipe: Recipe;
}

/** What is the same for all units of a run. */
export interface WorkerSetup {
  readonly models: readonly EvaluationModel[];
  readonly dataset: string;
  /** Class indices of the data set are below this. */
  readonly classes: number;
  /** Whether a model may have more classes than that. */
  readonly openEnded: boolean;
  readonly subset?: readonly number[];
  readonly versions: string;
}

/** The smallest piece of work: done once or not at all. */
export interface UnitJob {
  readonly id: string;
  /** Where its part goes. */
  readonly path: string;
  /** Identifies what is computed; written into the part. */
  readonly identity: string;
  readonly treatment: Treatment;
  readonly images: readonly ImageEntry[];
}

/** What a worker process is asked. */
export interface WorkerRequests {
  /** Opens the models. */
  prepare(setup: WorkerSetup): void;
  /** Evaluates a unit, writes its part, and reports tallies on the way. */
  evaluate(job: UnitJob): void;
}

/** Images done and how many of them each model got right, since the last tally. */
export interface Tally {
  readonly images: number;
  readonly correct: readonly number[];
  readonly unreadable: readonly { readonly image: string; readonly reason: string }[];
}
