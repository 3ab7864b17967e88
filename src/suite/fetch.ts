import { UserError } from '../errors.ts';
import { type HubOptions, hubRepository, parseHubLocation } from '../weights/index.ts';
import type { LoadedSuite } from './load.ts';
import { type ModelRef, modelRefId, type OnnxModelRef } from './models.ts';

/** Usual places of a model for onnxruntime in a repository. */
const ONNX_FILES = ['model.onnx', 'onnx/model.onnx'];
/** What may stand beside it and say how it wants its images; and its tensors, where they are apart. */
const BESIDE = ['preprocessor_config.json', 'config.json'];

/**
 * The suite with its `hf:` ONNX models as local files, fetched into the hub's cache where they are not there yet.
 *
 * @throws UserError if one is not to be had.
 */
export async function fetchHubModels(loaded: LoadedSuite, options: HubOptions): Promise<LoadedSuite> {
  const fetchAll = async (models: readonly ModelRef[]) => {
    const fetched: ModelRef[] = [];
    for (const ref of models) fetched.push(isHubModel(ref) ? await fetchModel(ref, options) : ref);
    return fetched;
  };
  const resolved = structuredClone(loaded.resolved);
  const sections = [resolved.latency, resolved.accuracy].flat().filter((section) => section !== undefined);
  for (const section of sections) section.models = await fetchAll(section.models);
  return { ...loaded, resolved };
}

function isHubModel(ref: ModelRef): ref is OnnxModelRef {
  return typeof ref !== 'string' && typeof ref.onnx === 'string' && ref.onnx.startsWith('hf:');
}

async function fetchModel(ref: OnnxModelRef, options: HubOptions): Promise<OnnxModelRef> {
  const location = parseHubLocation(ref.onnx.slice('hf:'.length));
  const repository = await hubRepository(location, options);
  const found = location.file === undefined ? await repository.first(ONNX_FILES) : location.file;
  if (found === undefined)
    throw new UserError(
      `${location.repository} has no ${ONNX_FILES.join(' or ')}; name the file: ${ref.onnx}:<file>.onnx`,
    );
  const path = location.file === undefined ? found : await repository.file(location.file);
  const folder = location.file?.includes('/')
    ? `${location.file.slice(0, location.file.lastIndexOf('/'))}/`
    : '';
  // Optimum puts the model into a folder and leaves the configuration at the top.
  for (const name of BESIDE) await repository.first([...new Set([`${folder}${name}`, name])]);
  if (location.file !== undefined) await repository.first([`${location.file}.data`, `${location.file}_data`]);
  return { ...ref, id: modelRefId(ref), onnx: path };
}
