import type { Builder, Value } from '../graph/index.ts';
import { mobileOneBlock } from './blocks/mobileone.ts';
import { squeezeExcite } from './blocks/squeeze-excite.ts';

export interface MobileOneConfig {
  readonly stemWidth: number;
  readonly widths: readonly number[];
  /** Pairs of a depthwise and a pointwise block a stage. */
  readonly pairs: readonly number[];
  /** Parallel k x k branches of every block after the stem. */
  readonly branches: number;
  /** First block of each stage that has squeeze-excite (and all after it); absent: none. */
  readonly squeezeExciteFrom?: Readonly<Record<number, number>>;
  readonly reparameterized?: boolean;
}

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
    squeezeExciteFrom: { 2: 10, 3: 0 },
  },
};

/**
 * MobileOne (arXiv 2206.04040): pairs of multi-branch depthwise and pointwise blocks, each one convolution
 * after re-parameterisation. Names as in timm. Takes any size.
 */
export function mobileone(b: Builder, config: MobileOneConfig, classes: number): Value {
  const common = { activation: 'relu', reparameterized: config.reparameterized ?? false } as const;
  let x = b.scope('stem', () =>
    mobileOneBlock(b, b.input, { ...common, out: config.stemWidth, kernel: 3, stride: 2 }),
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
          mobileOneBlock(b, y, { ...common, ...shape, ...excite, branches: config.branches }),
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
