import { dirname, join } from 'node:path';
import {
  INPUTS,
  makeFolder,
  parseJson,
  readFile,
  writeChunksAtomic,
  writeFileAtomic,
} from '../../../files/index.ts';
import { type GraphModelJson, type TfjsModel, WEIGHTS_FILE } from './writer.ts';

/**
 * Writes a model as the two files that `tf.loadGraphModel` reads: `model.json` and its weights. The weights
 * are written before the JSON that names them.
 *
 * @param folder created if missing
 * @returns the path of `model.json`, and the bytes of both files
 */
export function writeTfjsFiles(model: TfjsModel, folder: string): { path: string; bytes: number } {
  makeFolder(folder);
  const json = Buffer.from(JSON.stringify(model.json));
  const path = join(folder, 'model.json');
  writeChunksAtomic(join(folder, WEIGHTS_FILE), model.weights);
  writeFileAtomic(path, json);
  return { path, bytes: json.length + model.weights.reduce((sum, piece) => sum + piece.length, 0) };
}

/**
 * Reads the files of a GraphModel: the JSON, and the bytes of all weights.
 * @throws Error if the JSON is invalid or not a GraphModel
 */
export function readTfjsFiles(path: string): { json: GraphModelJson; weights: Uint8Array } {
  const json = parse(path);
  const files = json.weightsManifest.flatMap((group) => group.paths);
  const weights = Buffer.concat(files.map((file) => readFile(join(dirname(path), file), INPUTS.tensors)));
  return { json, weights };
}

function parse(path: string): GraphModelJson {
  const text = readFile(path, INPUTS.json).toString();
  try {
    const json = parseJson(text) as GraphModelJson;
    if (json.format === 'graph-model' && Array.isArray(json.weightsManifest)) return json;
  } catch {
    // Reported below.
  }
  throw new Error(`${path} is not a tfjs GraphModel (a model.json whose format is "graph-model")`);
}
