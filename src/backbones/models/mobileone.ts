import { z } from 'zod';
import { BOUNDS, within } from '../../text/index.ts';
import type { Builder, Value } from '../graph/index.ts';
import { overparameterization } from './blocks/mixers.ts';
import { mobileOneBlock } from './blocks/mobileone.ts';
import { squeezeExcite } from './blocks/squeeze-excite.ts';

export const MobileOneConfig = z.strictObject({
  stemWidth: within(z.number(), BOUNDS.width),
  widths: z.array(within(z.number(), BOUNDS.width)).length(4).describe('channels per stage'),
  pairs: z
    .array(within(z.number(), BOUNDS.depth))
    .length(4)
    .describe('pairs of a depthwise and a pointwise block per stage'),
  branches: z
    .number()
    .int()
    .min(0)
    .max(8)
    .describe('k x k branches of every block after the stem; 0 turns over-parameterisation off'),
  squeezeExciteFrom: z
    .array(z.number().int().min(0).nullable())
    .length(4)
    .optional()
    .describe('first block of each stage with squeeze-excite (and all after it); null for none'),
  reparameterized: z.boolean().optional().describe('the structure of a re-parameterised checkpoint'),
});
export type MobileOneConfig = z.infer<typeof MobileOneConfig>;

const pairs = [2, 8, 10, 1];

/** Table 4 of arXiv 2206.04040. */
export const mobileoneVariants: Readonly<Record<string, MobileOneConfig>> = {
  mobileone_s0: { stemWidth: 48, widths: [48, 128, 256, 1024], pairs, branches: 4 },
  mobileone_s1: { stemWidth: 64, widths: [96, 192, 512, 1280], pairs, branches: 1 },
  mobileone_s2: { stemWidth: 64, widths: [96, 256, 640, 2048], pairs, branches: 1 },
  mobileone_s3: { stemWidth: 64, widths: [128, 320, 768, 2048], pairs, branches: 1 },
  mobileone_s4: {
    stemWidth: 64,
    widths: [192, 448, 896, 2048],
    pairs,
    branches: 1,
    squeezeExciteFrom: [null, null, 10, 0],
  },
};

/**
 * MobileOne (arXiv 2206.04040): pairs of multi-branch depthwise and pointwise blocks, each one convolution
 * after re-parameterisation. Names as in timm. Takes any size.
 */
export function mobileone(b: Builder, config: MobileOneConfig, classes: number): Value {
  const common = { activation: 'relu', reparameterized: config.reparameterized ?? false } as const;
  let x = b.scope('stem', () =>
    mobileOneBlock(b, b.input, {
      ...common,
      ...overparameterization(Math.min(config.branches, 1)),
      out: config.stemWidth,
      kernel: 3,
      stride: 2,
    }),
  );
  config.widths.forEach((width, stage) => {
    const excitedFrom = config.squeezeExciteFrom?.[stage] ?? Number.POSITIVE_INFINITY;
    x = b.scope(`stages.${stage}`, () => {
      let y = x;
      for (let i = 0; i < 2 * (config.pairs[stage] as number); i++) {
        const shape =
          i % 2 === 0
            ? { out: channels(y), kernel: 3, stride: i === 0 ? 2 : 1, groups: channels(y) }
            : { out: width, kernel: 1 };
        const excite = i >= excitedFrom ? { squeezeExcite: (v: Value) => gate(b, v) } : {};
        y = b.scope(`${i}`, () =>
          mobileOneBlock(b, y, { ...common, ...shape, ...excite, ...overparameterization(config.branches) }),
        );
      }
      return y;
    });
  });
  return b.scope('head', () => b.linear('fc', b.globalAveragePool(x), { out: classes }));
}

/** The reduced width is a sixteenth, to the nearest multiple of 8 (halves up), at least 8. */
function gate(b: Builder, x: Value): Value {
  const reduced = Math.max(8, Math.floor((channels(x) / 16 + 4) / 8) * 8);
  return squeezeExcite(b, 'attn', x, { reduced, activation: 'relu' });
}

function channels(x: Value): number {
  return x.shape[1] as number;
}
