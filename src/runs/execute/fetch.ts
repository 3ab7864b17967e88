import { readOnnx } from '../../backbones/lower/onnx/read/index.ts';
import {
  type HubOptions,
  type HubRepository,
  hubRepository,
  openWeights,
  parseHubLocation,
} from '../../backbones/weights/index.ts';
import { UserError } from '../../files/index.ts';
import type { Form } from '../../results/index.ts';
import type { LoadedSuite } from '../suite/index.ts';
import { accuracySections, type ModelRef, modelRefId, type OnnxModelRef } from '../suite/index.ts';
import { isOnnxRef } from './onnx-models.ts';
import { registryId } from './registry-models.ts';

/** Usual paths of an ONNX model in a repository. */
const ONNX_FILES = ['model.onnx', 'onnx/model.onnx'];
/** Configuration files with its preprocessing, next to the model or at the top. */
const CONFIGURATIONS = ['preprocessor_config.json', 'config.json'];

/**
 * Downloads the `hf:` ONNX models of a suite into the hub's cache, unless they are there, and returns the suite with
 * their local paths.
 *
 * @throws UserError if a model cannot be downloaded
 */
export async function fetchHubModels(loaded: LoadedSuite, options: HubOptions): Promise<LoadedSuite> {
  const fetchAll = async (models: readonly ModelRef[]) => {
    const fetched: ModelRef[] = [];
    for (const ref of models) fetched.push(await fetchHubModel(ref, options));
    return fetched;
  };
  const resolved = structuredClone(loaded.resolved);
  const sections = [resolved.latency, resolved.accuracy].flat().filter((section) => section !== undefined);
  for (const section of sections) section.models = await fetchAll(section.models);
  return { ...loaded, resolved };
}

/**
 * Downloads and checks the weights of every model of a suite before anything is measured.
 *
 * @throws UserError for weights that do not fit their model or cannot be opened
 */
export async function checkWeights({ resolved, path }: LoadedSuite, options: HubOptions): Promise<void> {
  const checked = new Set<string>();
  for (const { models, weights, forms } of weighted(resolved)) {
    for (const ref of models) {
      const key = JSON.stringify([ref, weights, forms.includes('train')]);
      if (weights.startsWith('seed:') || isOnnxRef(ref) || checked.has(key)) continue;
      checked.add(key);
      const opened = await openWeights(weights, registryId(ref), options).catch((error) => {
        throw error instanceof UserError ? new UserError(`${path}: ${error.message}`) : error;
      });
      opened.close();
      if (opened.reparameterized && forms.includes('train'))
        throw new UserError(
          `${path}: ${opened.origin} contains only the re-parameterised form of ${modelRefId(ref)}, without the training form; set "forms": ["inference"]`,
        );
    }
  }
}

/** Returns the sections that name weights. */
function weighted({ latency, accuracy }: LoadedSuite['resolved']) {
  const evaluated = accuracySections(accuracy).map((section) => ({
    ...section,
    forms: ['inference'] as readonly Form[],
  }));
  return [...(latency === undefined ? [] : [latency]), ...evaluated];
}

function isHubModel(ref: ModelRef): ref is OnnxModelRef {
  return typeof ref !== 'string' && typeof ref.onnx === 'string' && ref.onnx.startsWith('hf:');
}

/** Downloads an `hf:` ONNX model and returns its local path; returns other models unchanged. @throws UserError */
export async function fetchHubModel(ref: ModelRef, options: HubOptions): Promise<ModelRef> {
  if (!isHubModel(ref)) return ref;
  const location = parseHubLocation(ref.onnx.slice('hf:'.length));
  const repository = await hubRepository(location, options);
  const file = location.file ?? (await firstFile(repository, ONNX_FILES));
  if (file === undefined)
    throw new UserError(
      `${location.repository} has no ${ONNX_FILES.join(' or ')}; give the file, as in ${ref.onnx}:<file>.onnx`,
    );
  const path = await repository.file(file);
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  // Optimum writes the model into a subfolder and the configuration into the top folder.
  for (const name of CONFIGURATIONS) await repository.first([...new Set([`${folder}${name}`, name])]);
  for (const location of readOnnx(path).externalFiles) await repository.file(`${folder}${location}`);
  return { ...ref, id: modelRefId(ref), onnx: path };
}

async function firstFile(repository: HubRepository, files: readonly string[]): Promise<string | undefined> {
  for (const file of files) if ((await repository.first([file])) !== undefined) return file;
  return undefined;
}
