import { z } from 'zod';
import { BOUNDS, within } from '../../text/index.ts';
import type { Builder, Value } from '../graph/index.ts';
import {
  attentionMixer,
  depthwiseMixer,
  OddKernel,
  overparameterization,
  poolMixer,
  repMixer,
  TokenMixer,
} from './blocks/mixers.ts';
import { convNorm, mobileOneBlock } from './blocks/mobileone.ts';
import { squeezeExcite } from './blocks/squeeze-excite.ts';

/** A FastViT, or what is left of one when steps of the paper are undone. */
export const FastVitConfig = z.strictObject({
  depths: z.array(within(z.number(), BOUNDS.depth)).length(4).describe('blocks per stage'),
  widths: z.array(within(z.number(), BOUNDS.width)).length(4).describe('channels per stage'),
  mlpRatio: within(z.number(), BOUNDS.factor).describe('hidden width of the MLP over its channels'),
  mixers: z
    .array(TokenMixer)
    .length(4)
    .describe('token mixer of each stage; attention adds a position encoding'),
  branches: z
    .number()
    .int()
    .min(0)
    .max(8)
    .optional()
    .describe('k x k branches of a block in training; 0 turns over-parameterisation off (default 1)'),
  mixerKernel: OddKernel.optional().describe('kernel of RepMixer (default 3)'),
  ffnKernel: OddKernel.or(z.literal(0))
    .optional()
    .describe('depthwise kernel of the MLP, 0 for none (default 7)'),
  embedKernel: OddKernel.optional().describe(
    'kernel of the patch embeddings; 3 is the small one (default 7)',
  ),
  head: z
    .enum(['expanded', 'pooled'])
    .optional()
    .describe('expanded: the released final_conv of twice the width; pooled: classifier on the last stage'),
  reparameterized: z.boolean().optional().describe('the structure of a re-parameterised checkpoint'),
});
export type FastVitConfig = z.infer<typeof FastVitConfig>;

const repMixers: TokenMixer[] = ['repmixer', 'repmixer', 'repmixer', 'repmixer'];
const lastAttends: TokenMixer[] = ['repmixer', 'repmixer', 'repmixer', 'attention'];
const small = [64, 128, 256, 512];

/** Table 2 of the paper; crop fractions and weights are in `data/published.ts`. */
export const fastvitVariants: Readonly<Record<string, FastVitConfig>> = {
  fastvit_t8: { depths: [2, 2, 4, 2], widths: [48, 96, 192, 384], mlpRatio: 3, mixers: repMixers },
  fastvit_t12: { depths: [2, 2, 6, 2], widths: small, mlpRatio: 3, mixers: repMixers },
  fastvit_s12: { depths: [2, 2, 6, 2], widths: small, mlpRatio: 4, mixers: repMixers },
  fastvit_sa12: { depths: [2, 2, 6, 2], widths: small, mlpRatio: 4, mixers: lastAttends },
  fastvit_sa24: { depths: [4, 4, 12, 4], widths: small, mlpRatio: 4, mixers: lastAttends },
  fastvit_sa36: { depths: [6, 6, 18, 6], widths: small, mlpRatio: 4, mixers: lastAttends },
  fastvit_ma36: { depths: [6, 6, 18, 6], widths: [76, 152, 304, 608], mlpRatio: 4, mixers: lastAttends },
};

/**
 * FastViT (arXiv 2303.14189): MobileOne stem, stages of RepMixer or attention blocks with convolutional
 * feed-forward networks, large-kernel patch embeddings, an expanding head. Names as in timm.
 * Takes any size; each of the five halvings gives ceil(n / 2).
 */
export function fastvit(b: Builder, config: FastVitConfig, classes: number): Value {
  const { depths, widths } = config;
  let x = stem(b, b.input, widths[0] as number, config);
  for (let stage = 0; stage < depths.length; stage++) {
    x = b.scope(`stages.${stage}`, () => buildStage(b, x, stage, config));
  }
  if (config.head !== 'pooled') x = b.scope('final_conv', () => expand(b, x, config));
  return b.scope('head', () => b.linear('fc', b.globalAveragePool(x), { out: classes }));
}

/** Three MobileOne blocks that bring the image to a quarter of its size. */
function stem(b: Builder, image: Value, width: number, config: FastVitConfig): Value {
  return b.scope('stem', () => {
    const options = { out: width, activation: 'gelu', ...form(config) } as const;
    let x = b.scope('0', () => mobileOneBlock(b, image, { ...options, kernel: 3, stride: 2 }));
    x = b.scope('1', () => mobileOneBlock(b, x, { ...options, kernel: 3, stride: 2, groups: width }));
    return b.scope('2', () => mobileOneBlock(b, x, { ...options, kernel: 1 }));
  });
}

function buildStage(b: Builder, input: Value, stage: number, config: FastVitConfig): Value {
  let x = stage === 0 ? input : downsample(b, input, config.widths[stage] as number, config);
  const mixer = config.mixers[stage] as TokenMixer;
  if (mixer === 'attention') x = positionEncoding(b, x, config);
  return b.scope('blocks', () => {
    for (let i = 0; i < (config.depths[stage] as number); i++)
      x = b.scope(`${i}`, () => block(b, x, mixer, config));
    return x;
  });
}

/** A depthwise convolution of stride 2, a small kernel next to a large one, then a pointwise MobileOne block. */
function downsample(b: Builder, x: Value, width: number, config: FastVitConfig): Value {
  return b.scope('downsample', () =>
    b.scope('proj', () => {
      const patches = b.scope('0', () => patchEmbedding(b, x, width, config));
      return b.scope('1', () =>
        mobileOneBlock(b, patches, { out: width, kernel: 1, activation: 'gelu', ...form(config) }),
      );
    }),
  );
}

function patchEmbedding(b: Builder, x: Value, width: number, config: FastVitConfig): Value {
  const { embedKernel: kernel = 7, branches = 1, reparameterized } = config;
  const strided = { out: width, stride: 2, groups: channels(x) };
  if (kernel === 3) return mobileOneBlock(b, x, { ...strided, kernel, ...form(config) });
  if (reparameterized) return b.conv('reparam_conv', x, { ...strided, kernel, bias: true });
  const large = convNorm(b, 'large_conv', x, { ...strided, kernel });
  return b.sum(large, ...(branches > 0 ? [convNorm(b, 'small_conv', x, { ...strided, kernel: 3 })] : []));
}

/** Conditional position encoding: a depthwise 7x7 convolution with skip. */
function positionEncoding(b: Builder, x: Value, config: FastVitConfig): Value {
  const options = { out: channels(x), kernel: 7, groups: channels(x), bias: true };
  return b.scope('pos_emb', () =>
    config.reparameterized ? b.conv('reparam_conv', x, options) : b.sum(b.conv('pos_enc', x, options), x),
  );
}

/** RepMixer brings its own skip and norm; the other mixers work on a batch norm, with a layer scale. */
function block(b: Builder, x: Value, mixer: TokenMixer, config: FastVitConfig): Value {
  const shape = [channels(x), 1, 1];
  if (mixer === 'repmixer') {
    const { mixerKernel: kernel = 3, branches = 1, reparameterized = false } = config;
    const y = b.scope('token_mixer', () => repMixer(b, x, { kernel, branches, reparameterized }));
    return b.sum(y, b.scale('layer_scale.gamma', mlp(b, y, config), shape));
  }
  const normed = b.batchNorm('norm', x);
  const mixed = b.scope('token_mixer', () => mix(b, normed, mixer));
  const y = b.sum(x, b.scale('layer_scale_1.gamma', mixed, shape));
  return b.sum(y, b.scale('layer_scale_2.gamma', mlp(b, y, config), shape));
}

function mix(b: Builder, x: Value, mixer: Exclude<TokenMixer, 'repmixer'>): Value {
  switch (mixer) {
    case 'attention':
      return attentionMixer(b, x);
    case 'pool':
      return poolMixer(b, x);
    case 'depthwise':
      return depthwiseMixer(b, x);
    case 'identity':
      return x;
  }
}

/** Convolutional feed-forward network: a large depthwise kernel, then two pointwise convolutions around a GELU. */
function mlp(b: Builder, x: Value, config: FastVitConfig): Value {
  const { ffnKernel: kernel = 7, mlpRatio } = config;
  const width = channels(x);
  return b.scope('mlp', () => {
    const mixed = kernel === 0 ? x : convNorm(b, 'conv', x, { out: width, kernel, groups: width });
    const hidden = b.conv('fc1', mixed, { out: Math.floor(width * mlpRatio), kernel: 1, bias: true });
    return b.conv('fc2', b.activation('gelu', hidden), { out: width, kernel: 1, bias: true });
  });
}

/** The released models' last convolution, to twice the width, with squeeze-excite. */
function expand(b: Builder, x: Value, config: FastVitConfig): Value {
  return mobileOneBlock(b, x, {
    out: 2 * channels(x),
    kernel: 3,
    groups: channels(x),
    activation: 'gelu',
    squeezeExcite: (y) =>
      squeezeExcite(b, 'se', y, { reduced: Math.floor(channels(y) / 16), activation: 'relu' }),
    ...form(config),
  });
}

function form(config: FastVitConfig): ReturnType<typeof overparameterization> & { reparameterized: boolean } {
  const { branches = 1, reparameterized = false } = config;
  return { ...overparameterization(branches), reparameterized };
}

function channels(x: Value): number {
  return x.shape[1] as number;
}
