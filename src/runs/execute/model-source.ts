import type { Recipe } from '../../backbones/models/index.ts';
import type { Form, ModelCost, ModelFacts } from '../../results/index.ts';
import type { ModelFormat } from '../../runtimes/index.ts';
import type { FormFacts, ModelRef } from '../suite/index.ts';

/** Where the models of a suite come from. `modelSource` is the real one; tests use small models. */
export interface ModelSource extends FormFacts {
  /** @throws UserError for an unknown model, a missing file, or a size that the model does not accept */
  check(ref: ModelRef, size: { resolution: readonly [number, number]; batch: number }): void;
  /** Returns what a run states about the model, e.g. its family and published figures. */
  facts(ref: ModelRef): ModelFacts;
  /** Returns the model's preprocessing at a resolution. */
  recipe(ref: ModelRef, resolution: readonly [number, number]): Recipe;
  /** Returns the preprocessing that the weights were published with, at the published size unless one is given. */
  evaluation(ref: ModelRef, weights: string, resolution?: number): Recipe;
  /** Returns the id in the registry; undefined for other models. */
  publishedId(ref: ModelRef): string | undefined;
  /**
   * Writes the model as an ONNX file or as the folder of a tfjs GraphModel.
   * @throws Error if the model does not exist in that format; UserError if it cannot be written
   */
  write(ref: ModelRef, how: WriteOptions): Promise<WrittenModel>;
}

export interface WriteOptions {
  readonly form: Form;
  readonly resolution: readonly [number, number];
  readonly batch: number;
  /** Weights source, e.g. `seed:0`. */
  readonly weights: string;
  readonly format: ModelFormat;
  /** A file for ONNX, a folder for tfjs; must not exist yet. */
  readonly path: string;
}

export interface WrittenModel {
  /** What a runtime opens: the ONNX file, or `model.json` in the folder. */
  readonly path: string;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly output: string;
  /** Absent if an ONNX file of the user does not state it. */
  readonly classes?: number;
  /** sha256 of what was written, hexadecimal. */
  readonly digest: string;
  readonly fileBytes: number;
  /** Where its weights come from, if not from the suite's source, as for an ONNX file of the user. */
  readonly weights?: string;
  /** Absent if it cannot be counted, as for some ONNX files of the user. */
  readonly cost?: ModelCost;
  /** Names of the layers of the graph, for profiles. */
  readonly layers?: readonly string[];
}
