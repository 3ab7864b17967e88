import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import { INPUTS, readFile, readJsonFile, temporaryFolder } from '../files/index.ts';
import type { ProcessLimits } from '../runtimes/index.ts';
import { layerOf, profileOfTrace } from './trace.ts';
import type { MeasuredCell } from './types.ts';

const WARMUP = 3;
const RUNS = 15;

/**
 * Profiles a cell with onnxruntime's own profiler, in a process separate from the timed rounds, because profiling
 * slows a session down.
 *
 * @throws Error if the session cannot be opened or the profile cannot be read
 */
export async function profileCell(
  { cell, model, runtime, options, layers }: MeasuredCell,
  limits: ProcessLimits,
): Promise<ReturnType<typeof profileOfTrace>> {
  const { path: folder, remove } = temporaryFolder('profile');
  try {
    const host = await runtime.start(limits);
    try {
      const session = await host.open(model, {
        provider: cell.provider,
        threads: cell.threads,
        graphOptimization: cell.graphOptimization,
        profilePrefix: join(folder, 'profile'),
        ...(options ? { options } : {}),
      });
      await session.run(WARMUP + RUNS);
      await session.close();
    } finally {
      await host.close();
    }
    const [file] = readdirSync(folder);
    if (file === undefined) throw new Error(`${runtime.name} wrote no profile`);
    const trace = readJsonFile(join(folder, file), INPUTS.json);
    return profileOfTrace(trace, layersByName(model.path, layers), WARMUP);
  } finally {
    remove();
  }
}

/**
 * Maps every name that may occur in a profile to its layer: names of nodes, and names of their outputs, which
 * onnxruntime gives to nodes that it moves to its blocked layout.
 *
 * @param layers of the graph that the file was written from; if absent, each node of the file is a layer
 */
function layersByName(path: string, layers: readonly string[] | undefined): Map<string, string> {
  const { graph } = onnxProto.onnx.ModelProto.decode(readFile(path, INPUTS.onnx));
  const own = layers && new Map(layers.map((name) => [name, name]));
  const names = new Map<string, string>();
  for (const { name, opType, input, output } of graph?.node ?? []) {
    // onnxruntime removes an Identity and passes its name on.
    const layer =
      opType === 'Identity' ? names.get(input?.[0] ?? '') : own && name ? layerOf(name, own) : name;
    if (!layer) continue;
    for (const alias of [name, ...(output ?? [])]) if (alias) names.set(alias, layer);
  }
  return names;
}
