import type { Recipe } from '../../backbones/models/index.ts';
import type { Form, ModelCost, ModelFacts } from '../../results/index.ts';
import type { ModelFormat } from '../../runtimes/index.ts';
import type { FormFacts, ModelRef } from '../suite/index.ts';

/** What a run asks of the models: `modelSource` is the real one, tests bring small ones. */
export interface ModelSource extends FormFacts {
  /** @throws UserError for an unknown model, a missing file, or a size that the model cannot take. */
  check(ref: ModelRef, size: { resolution: readonly [number, number]; batch: number }): void;
  /** Family and published figures, which travel with the run. */
  facts(ref: ModelRef): ModelFacts;
  /** How the model wants its input at a resolution. */
  recipe(ref: ModelRef, resolution: readonly [number, number]): Recipe;
  /** How the model's weights were meant to be evaluated: at their published size unless another is given. */
  evaluation(ref: ModelRef, weights: string, resolution?: number): Recipe;
  /** Id in the registry, undefined for a model that is none of its. */
  publishedId(ref: ModelRef): string | undefined;
  /**
   * Writes the model: an ONNX file, or the folder of a tfjs GraphModel.
   * @throws Error where the model cannot be had in that format
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
  /** A file for ONNX, a folder for tfjs; it does not exist yet. */
  readonly path: string;
}

export interface WrittenModel {
  /** What a runtime opens: the ONNX file, or `model.json` in the folder. */
  readonly path: string;
  readonly input: { readonly name: string; readonly shape: readonly number[] };
  readonly output: string;
  /** Absent where a foreign file does not say it. */
  readonly classes?: number;
  /** sha256 of what was written, hexadecimal. */
  readonly digest: string;
  readonly fileBytes: number;
  /** What its weights are, where it is not the suite's source: of a foreign file its own. */
  readonly weights?: string;
  /** Absent where it cannot be counted, as for some foreign ONNX files. */
  readonly cost?: ModelCost;
  /** Names of the layers of the graph, for profiles. */
  readonly layers?: readonly string[];
}
