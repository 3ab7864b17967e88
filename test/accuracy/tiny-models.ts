import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { buildGraph, elements } from '../../src/backbones/graph/index.ts';
import { toOnnx } from '../../src/backbones/lower/index.ts';
import type { ModelSource } from '../../src/runs/execute/index.ts';
import { modelRefId } from '../../src/runs/suite/index.ts';
import { seededRandom } from '../../src/stats/index.ts';

/** Classes that the tiny models tell apart. */
export const TINY_CLASSES = 4;

/**
 * Models of one convolution and one linear layer with weights from their names, at sizes and recipes that differ:
 * `tiny_a` and `tiny_c` at 32 pixels, all others at 40.
 */
export const tinyModels: ModelSource = {
  formsDiffer: () => false,
  check() {},
  facts: () => ({ family: 'tiny', published: [], studies: [], pairs: [] }),
  recipe: (_, resolution) => ({
    resolution,
    cropPct: 0.875,
    cropMode: 'center',
    interpolation: 'bicubic',
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  }),
  evaluation(ref, _, resolution) {
    const id = modelRefId(ref);
    const side = resolution ?? (id === 'tiny_a' || id === 'tiny_c' ? 32 : 40);
    const recipe = tinyModels.recipe(ref, [side, side]);
    return id === 'tiny_d' ? { ...recipe, interpolation: 'bilinear', mean: [0.5, 0.5, 0.5] } : recipe;
  },
  publishedId: () => undefined,
  async write(ref, { path, resolution }) {
    const bytes = tinyOnnx(modelRefId(ref), resolution);
    writeFileSync(path, bytes);
    return {
      path,
      input: { name: 'input', shape: [1, 3, ...resolution] },
      output: 'logits',
      classes: TINY_CLASSES,
      digest: createHash('sha256').update(bytes).digest('hex'),
      fileBytes: bytes.length,
    };
  },
};

function tinyOnnx(id: string, [height, width]: readonly [number, number]): Uint8Array {
  const b = buildGraph(id, [1, 3, height, width]);
  const features = b.activation(
    'gelu',
    b.conv('stem', b.input, { out: 8, kernel: 8, stride: 8, padding: 0, bias: true }),
  );
  const graph = b.finish(b.linear('head', b.globalAveragePool(features), { out: TINY_CLASSES, bias: true }));
  return toOnnx(graph, (name, { shape }) => {
    const random = seededRandom(`${id}/${name}`);
    return Float32Array.from({ length: elements(shape) }, () => random() - 0.5);
  });
}
