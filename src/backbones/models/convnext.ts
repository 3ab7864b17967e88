import { z } from 'zod';
import { BOUNDS, within } from '../../text/index.ts';
import type { Builder, Value } from '../graph/index.ts';
import { OddKernel } from './blocks/mixers.ts';

export const ConvNextConfig = z.strictObject({
  depths: z.array(within(z.number(), BOUNDS.depth)).length(4).describe('blocks per stage'),
  widths: z.array(within(z.number(), BOUNDS.width)).length(4).describe('channels per stage'),
  kernel: OddKernel.optional().describe('depthwise kernel (default 7)'),
  patch: z
    .union([z.literal(2), z.literal(4)])
    .optional()
    .describe("side of the stem's patches (default 4)"),
});
export type ConvNextConfig = z.infer<typeof ConvNextConfig>;

export const convnextVariants: Readonly<Record<string, ConvNextConfig>> = {
  convnext_tiny: { depths: [3, 3, 9, 3], widths: [96, 192, 384, 768] },
  convnext_small: { depths: [3, 3, 27, 3], widths: [96, 192, 384, 768] },
  convnext_base: { depths: [3, 3, 27, 3], widths: [128, 256, 512, 1024] },
  convnext_large: { depths: [3, 3, 27, 3], widths: [192, 384, 768, 1536] },
};

const norm = { epsilon: 1e-6 };

/**
 * ConvNeXt (arXiv 2201.03545): depthwise 7x7, layer norm, an inverted bottleneck at every position, layer
 * scale. Names as in timm. Sizes that are not multiples of eight patches lose the remainder.
 */
export function convnext(b: Builder, config: ConvNextConfig, classes: number): Value {
  const { depths, widths, kernel = 7, patch = 4 } = config;
  let x = b.scope('stem', () => {
    const patches = b.conv('0', b.input, {
      out: widths[0] as number,
      kernel: patch,
      stride: patch,
      padding: 0,
      bias: true,
    });
    return b.layerNorm('1', patches, norm);
  });
  for (let stage = 0; stage < depths.length; stage++) {
    x = b.scope(`stages.${stage}`, () => {
      let y = stage === 0 ? x : downsample(b, x, widths[stage] as number);
      return b.scope('blocks', () => {
        for (let i = 0; i < (depths[stage] as number); i++) y = b.scope(`${i}`, () => block(b, y, kernel));
        return y;
      });
    });
  }
  return b.scope('head', () =>
    b.linear('fc', b.layerNorm('norm', b.globalAveragePool(x), norm), { out: classes }),
  );
}

function downsample(b: Builder, x: Value, width: number): Value {
  return b.scope('downsample', () =>
    b.conv('1', b.layerNorm('0', x, norm), { out: width, kernel: 2, stride: 2, padding: 0, bias: true }),
  );
}

function block(b: Builder, x: Value, kernel: number): Value {
  const width = x.shape[1] as number;
  const mixed = b.conv('conv_dw', x, { out: width, kernel, groups: width, bias: true });
  const normed = b.layerNorm('norm', mixed, norm);
  const y = b.scope('mlp', () => {
    const hidden = b.activation('gelu', b.linear('fc1', normed, { out: 4 * width }));
    return b.linear('fc2', hidden, { out: width });
  });
  return b.sum(b.scale('gamma', y, [width]), x);
}
