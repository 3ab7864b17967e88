import type { Builder, Value } from '../graph/index.ts';

export interface PoolFormerConfig {
  readonly depths: readonly number[];
  readonly widths: readonly number[];
}

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
export function poolformer(b: Builder, { depths, widths }: PoolFormerConfig, classes: number): Value {
  let x = b.scope('stem', () =>
    b.conv('conv', b.input, { out: widths[0] as number, kernel: 7, stride: 4, padding: 2, bias: true }),
  );
  for (let stage = 0; stage < depths.length; stage++) {
    x = b.scope(`stages.${stage}`, () => {
      const width = widths[stage] as number;
      let y = stage === 0 ? x : downsample(b, x, width);
      return b.scope('blocks', () => {
        for (let i = 0; i < (depths[stage] as number); i++) y = b.scope(`${i}`, () => block(b, y, width));
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

function block(b: Builder, x: Value, width: number): Value {
  const norm = (name: string, value: Value): Value => b.groupNorm(name, value, { groups: 1, epsilon: 1e-5 });
  const normed = norm('norm1', x);
  const mixed = b.scope('token_mixer', () =>
    b.subtract(b.averagePool(normed, { kernel: 3, padding: 1, countPadding: false }), normed),
  );
  const y = b.sum(x, b.scale('layer_scale1.scale', mixed, [width]));
  const renormed = norm('norm2', y);
  const hidden = b.scope('mlp', () => {
    const wide = b.conv('fc1', renormed, { out: 4 * width, kernel: 1, bias: true });
    return b.conv('fc2', b.activation('gelu', wide), { out: width, kernel: 1, bias: true });
  });
  return b.sum(y, b.scale('layer_scale2.scale', hidden, [width]));
}
