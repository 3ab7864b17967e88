import { join } from 'node:path';
import { buildGraph } from '../backbones/graph/index.ts';
import { toOnnx, toTfjs, writeTfjsFiles } from '../backbones/lower/index.ts';
import { seededInput, seededWeights } from '../backbones/weights/index.ts';
import { temporaryFolder, writeFileAtomic } from '../files/index.ts';
import { openAlone } from './process.ts';
import { modelFormat, openRuntime, type RuntimeChoice } from './registry.ts';
import type { RuntimeSettings } from './types.ts';

/**
 * Runs a convolution of 4×4 pixels on a runtime, in its own process, like any session.
 *
 * @returns the options that the session reports
 * @throws Error with one line that says why the runtime does not work here
 */
export async function probeRuntime(
  choice: RuntimeChoice,
  settings: RuntimeSettings = {},
): Promise<Record<string, unknown>> {
  const { path: folder, remove } = temporaryFolder('probe');
  try {
    const shape = [1, 3, 4, 4];
    const b = buildGraph('probe', shape);
    const graph = b.finish(b.globalAveragePool(b.conv('conv', b.input, { out: 4, kernel: 3, bias: true })));
    const weights = seededWeights('0');
    let path = join(folder, 'probe.onnx');
    if (modelFormat(choice) === 'tfjs') path = writeTfjsFiles(toTfjs(graph, weights), folder).path;
    else writeFileAtomic(path, toOnnx(graph, weights));
    const input = { name: 'input', shape, data: seededInput(shape, '0') };
    const session = await openAlone(
      await openRuntime(choice.runtime, settings),
      { path, input, output: 'logits' },
      { provider: choice.provider, threads: 1 },
      { timeoutMs: 30_000 },
    );
    try {
      const values = await session.infer();
      if (values.length !== 4 || !values.every(Number.isFinite)) throw new Error('its output is wrong');
      return session.options;
    } finally {
      await session.close();
    }
  } finally {
    remove();
  }
}
