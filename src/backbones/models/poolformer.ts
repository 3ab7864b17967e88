import { z } from 'zod';
import { BOUNDS, within } from '../../text/index.ts';
import type { Builder, Value } from '../graph/index.ts';
import { attentionMixer, depthwiseMixer, poolMixer, repMixer, TokenMixer } from './blocks/mixers.ts';

/** The MetaFormer body: PoolFormer with its own mixer, the models of the RepMixer study with another. */
export const PoolFormerConfig = z.strictObject({
  depths: z.array(within(z.number(), BOUNDS.depthOrNone)).length(4).describe('blocks per stage'),
  widths: z.array(within(z.number(), BOUNDS.width)).length(4).describe('channels per stage'),
  mixers: z.array(TokenMixer).length(4).optional().describe('token mixer of each stage (default pool)'),
  norm: z.enum(['group', 'none']).optional().describe('norm before the mixer and the MLP (default group)'),
  mlp: z.boolean().optional().describe('false leaves the mixers alone in the blocks (default true)'),
  branches: z
    .number()
    .int()
    .min(0)
    .max(8)
    .optional()
    .describe('k x k branches of RepMixer in training (default 1)'),
  reparameterized: z.boolean().optional().describe('RepMixer as one convolution'),
});
export type PoolFormerConfig = z.infer<typeof PoolFormerConfig>;

export const poolformerVariants: Readonly<Record<string, PoolFormerConfig>> = {
  poolformer_s12: { depths: [2, 2, 6, 2], widths: [64, 128, 320, 512] },
  poolformer_s24: { depths: [4, 4, 12, 4], widths: [64, 128, 320, 512] },
  poolformer_s36: { depths: [6, 6, 18, 6], widths: [64, 128, 320, 512] },
  poolformer_m36: { depths: [6, 6, 18, 6], widths: [96, 192, 384, 768] },
  poolformer_m48: { depths: [8, 8, 24, 8], widths: [96, 192, 384, 768] },
};

/**
 * PoolFormer, version 1 (MetaFormer, arXiv 2111.11418): average pooling minus identity as token mixer.
 * Names as in timm, whose last norm works on the pooled vector (the original's on the map).
 */
export function poolformer(b: Builder, config: PoolFormerConfig, classes: number): Value {
  const { depths, widths } = config;
  let x = b.scope('stem', () =>
    b.conv('conv', b.input, { out: widths[0] as number, kernel: 7, stride: 4, padding: 2, bias: true }),
  );
  for (let stage = 0; stage < depths.length; stage++) {
    x = b.scope(`stages.${stage}`, () => {
      const width = widths[stage] as number;
      let y = stage === 0 ? x : downsample(b, x, width);
      return b.scope('blocks', () => {
        for (let i = 0; i < (depths[stage] as number); i++)
          y = b.scope(`${i}`, () => block(b, y, stage, config));
        return y;
      });
    });
  }
  return b.scope('head', () => {
    const pooled = b.layerNorm('norm', b.globalAveragePool(x), { epsilon: 1e-6 });
    return b.linear('fc', pooled, { out: classes });
  });
}

function downsample(b: Builder, x: Value, width: number): Value {
  return b.scope('downsample', () => b.conv('conv', x, { out: width, kernel: 3, stride: 2, bias: true }));
}

function block(b: Builder, x: Value, stage: number, config: PoolFormerConfig): Value {
  const width = x.shape[1] as number;
  const y = mix(b, x, config.mixers?.[stage] ?? 'pool', config);
  if (config.mlp === false) return y;
  const normed = norm(b, 'norm2', y, config);
  const hidden = b.scope('mlp', () => {
    const wide = b.conv('fc1', normed, { out: 4 * width, kernel: 1, bias: true });
    return b.conv('fc2', b.activation('gelu', wide), { out: width, kernel: 1, bias: true });
  });
  return b.sum(y, b.scale('layer_scale2.scale', hidden, [width]));
}

/** The first half of a block. RepMixer includes its own skip, norm and layer scale. */
function mix(b: Builder, x: Value, mixer: TokenMixer, config: PoolFormerConfig): Value {
  if (mixer === 'repmixer') {
    const { branches = 1, reparameterized = false } = config;
    return b.scope('token_mixer', () => repMixer(b, x, { branches, reparameterized }));
  }
  const normed = norm(b, 'norm1', x, config);
  const mixed = b.scope('token_mixer', () => {
    switch (mixer) {
      case 'pool':
        return poolMixer(b, normed);
      case 'depthwise':
        return depthwiseMixer(b, normed);
      case 'identity':
        return normed;
      case 'attention':
        return attentionMixer(b, normed);
    }
  });
  return b.sum(x, b.scale('layer_scale1.scale', mixed, [x.shape[1] as number]));
}

function norm(b: Builder, name: string, x: Value, config: PoolFormerConfig): Value {
  return config.norm === 'none' ? x : b.groupNorm(name, x, { groups: 1, epsilon: 1e-5 });
}
