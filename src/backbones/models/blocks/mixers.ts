import { z } from 'zod';
import type { Builder, Value } from '../../graph/index.ts';
import { mobileOneBlock } from './mobileone.ts';

/** What exchanges information between positions. */
export const TokenMixer = z.enum(['pool', 'repmixer', 'depthwise', 'identity', 'attention']);
export type TokenMixer = z.infer<typeof TokenMixer>;

/** A kernel with a centre. */
export const OddKernel = z.union([z.literal(3), z.literal(5), z.literal(7), z.literal(9)]);

/** Channels of one attention head, in FastViT and in every body that uses attention. */
const HEAD_WIDTH = 32;

/** PoolFormer's mixer (arXiv 2111.11418, equation 4): 3x3 average without padding's zeros, minus its input. */
export function poolMixer(b: Builder, x: Value): Value {
  return b.subtract(b.averagePool(x, { kernel: 3, padding: 1, countPadding: false }), x);
}

/** A plain depthwise convolution: what RepMixer's branches reduce to, but trained as one. */
export function depthwiseMixer(b: Builder, x: Value, kernel = 3): Value {
  return b.conv('conv', x, { out: channels(x), kernel, groups: channels(x), bias: true });
}

/** Multi-head self-attention: `qkv` without bias, heads of 32 channels, `proj` with bias. */
export function attentionMixer(b: Builder, x: Value): Value {
  const width = channels(x);
  const heads = Math.max(1, Math.floor(width / HEAD_WIDTH));
  const qkv = b.linear('qkv', x, { out: 3 * width, bias: false });
  const [q, k, v] = [0, 1, 2].map((i) => b.slice(qkv, i * width, (i + 1) * width)) as [Value, Value, Value];
  const mixed = b.attention(q, k, v, { heads, scale: (width / heads) ** -0.5 });
  return b.linear('proj', mixed, { out: width });
}

interface RepMixerOptions {
  readonly kernel?: number;
  /** Parallel k x k branches; 0 turns over-parameterisation off (one convolution, no 1x1, no identity). */
  readonly branches?: number;
  readonly reparameterized?: boolean;
}

/**
 * RepMixer (arXiv 2303.14189, equations 4 and 5), its skip included: x + gamma (mixer(x) - norm(x)). One
 * depthwise convolution, `reparam_conv`, at inference.
 */
export function repMixer(b: Builder, x: Value, options: RepMixerOptions): Value {
  const { kernel = 3, branches = 1, reparameterized = false } = options;
  const depthwise = { out: channels(x), kernel, groups: channels(x) };
  if (reparameterized) return b.conv('reparam_conv', x, { ...depthwise, bias: true });
  const norm = b.scope('norm', () => mobileOneBlock(b, x, { ...depthwise, branches: 0 }));
  const mixed = b.scope('mixer', () =>
    mobileOneBlock(b, x, { ...depthwise, ...overparameterization(branches) }),
  );
  return b.sum(x, b.scale('layer_scale.gamma', b.subtract(mixed, norm), [channels(x), 1, 1]));
}

/** Options of a multi-branch block for a number of k x k branches; 0 means only the plain convolution. */
export function overparameterization(branches: number): {
  branches: number;
  scaleBranch: boolean;
  identityBranch: boolean;
} {
  const more = branches > 0;
  return { branches: Math.max(branches, 1), scaleBranch: more, identityBranch: more };
}

function channels(x: Value): number {
  return x.shape[1] as number;
}
