import type { Builder, Value } from '../graph/index.ts';
import { convNorm, mobileOneBlock } from './blocks/mobileone.ts';
import { squeezeExcite } from './blocks/squeeze-excite.ts';

export type FastVitMixer = 'repmixer' | 'attention';

export interface FastVitConfig {
  /** Blocks a stage. */
  readonly depths: readonly number[];
  /** Channels a stage. */
  readonly widths: readonly number[];
  /** Hidden width of the MLP over its channels. */
  readonly mlpRatio: number;
  /** Token mixer of each stage; an attention stage begins with a conditional position encoding. */
  readonly mixers: readonly FastVitMixer[];
  /** Builds the re-parameterised checkpoint's structure instead of the training form. */
  readonly reparameterized?: boolean;
}

const HEAD_WIDTH = 32;

const repMixers = ['repmixer', 'repmixer', 'repmixer', 'repmixer'] as const;
const lastAttends = ['repmixer', 'repmixer', 'repmixer', 'attention'] as const;
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
  x = b.scope('final_conv', () =>
    mobileOneBlock(b, x, {
      out: 2 * channels(x),
      kernel: 3,
      groups: channels(x),
      activation: 'gelu',
      squeezeExcite: (y) =>
        squeezeExcite(b, 'se', y, { reduced: Math.floor(channels(y) / 16), activation: 'relu' }),
      ...form(config),
    }),
  );
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
  const mixer = config.mixers[stage] as FastVitMixer;
  if (mixer === 'attention') x = positionEncoding(b, x, config);
  return b.scope('blocks', () => {
    for (let i = 0; i < (config.depths[stage] as number); i++) {
      x = b.scope(`${i}`, () =>
        mixer === 'attention' ? attentionBlock(b, x, config) : repMixerBlock(b, x, config),
      );
    }
    return x;
  });
}

/** Large-kernel depthwise convolution of stride 2 beside a small one, then a pointwise MobileOne block. */
function downsample(b: Builder, x: Value, width: number, config: FastVitConfig): Value {
  const strided = { out: width, stride: 2, groups: channels(x) };
  return b.scope('downsample', () =>
    b.scope('proj', () => {
      const patches = b.scope('0', () =>
        config.reparameterized
          ? b.conv('reparam_conv', x, { ...strided, kernel: 7, bias: true })
          : b.sum(
              convNorm(b, 'large_conv', x, { ...strided, kernel: 7 }),
              convNorm(b, 'small_conv', x, { ...strided, kernel: 3 }),
            ),
      );
      return b.scope('1', () =>
        mobileOneBlock(b, patches, { out: width, kernel: 1, activation: 'gelu', ...form(config) }),
      );
    }),
  );
}

/** Conditional position encoding: a depthwise 7x7 convolution with skip. */
function positionEncoding(b: Builder, x: Value, config: FastVitConfig): Value {
  const options = { out: channels(x), kernel: 7, groups: channels(x), bias: true };
  return b.scope('pos_emb', () =>
    config.reparameterized ? b.conv('reparam_conv', x, options) : b.sum(b.conv('pos_enc', x, options), x),
  );
}

function repMixerBlock(b: Builder, x: Value, config: FastVitConfig): Value {
  const y = b.scope('token_mixer', () => repMixer(b, x, config));
  return b.sum(y, b.scale('layer_scale.gamma', mlp(b, y, config), [channels(x), 1, 1]));
}

/** RepMixer, equation 4 and 5: x + gamma (mixer(x) - norm(x)); one depthwise 3x3 convolution at inference. */
function repMixer(b: Builder, x: Value, config: FastVitConfig): Value {
  const depthwise = { out: channels(x), kernel: 3, groups: channels(x) };
  if (config.reparameterized) return b.conv('reparam_conv', x, { ...depthwise, bias: true });
  const norm = b.scope('norm', () => mobileOneBlock(b, x, { ...depthwise, branches: 0 }));
  const mixed = b.scope('mixer', () => mobileOneBlock(b, x, depthwise));
  return b.sum(x, b.scale('layer_scale.gamma', b.subtract(mixed, norm), [channels(x), 1, 1]));
}

function attentionBlock(b: Builder, x: Value, config: FastVitConfig): Value {
  const shape = [channels(x), 1, 1];
  const attended = attention(b, b.batchNorm('norm', x));
  const y = b.sum(x, b.scale('layer_scale_1.gamma', attended, shape));
  return b.sum(y, b.scale('layer_scale_2.gamma', mlp(b, y, config), shape));
}

function attention(b: Builder, x: Value): Value {
  const width = channels(x);
  return b.scope('token_mixer', () => {
    const qkv = b.linear('qkv', x, { out: 3 * width, bias: false });
    const [q, k, v] = [0, 1, 2].map((i) => b.slice(qkv, i * width, (i + 1) * width)) as [Value, Value, Value];
    const mixed = b.attention(q, k, v, { heads: width / HEAD_WIDTH, scale: HEAD_WIDTH ** -0.5 });
    return b.linear('proj', mixed, { out: width });
  });
}

/** Convolutional feed-forward network: depthwise 7x7, then two pointwise convolutions around a GELU. */
function mlp(b: Builder, x: Value, config: FastVitConfig): Value {
  const width = channels(x);
  return b.scope('mlp', () => {
    const mixed = convNorm(b, 'conv', x, { out: width, kernel: 7, groups: width });
    const hidden = b.conv('fc1', mixed, { out: Math.floor(width * config.mlpRatio), kernel: 1, bias: true });
    return b.conv('fc2', b.activation('gelu', hidden), { out: width, kernel: 1, bias: true });
  });
}

function form(config: FastVitConfig): { reparameterized: boolean } {
  return { reparameterized: config.reparameterized ?? false };
}

function channels(x: Value): number {
  return x.shape[1] as number;
}
