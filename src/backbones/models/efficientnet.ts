import { z } from 'zod';
import { BOUNDS, within } from '../../text/index.ts';
import type { ActivationKind, Builder, Value } from '../graph/index.ts';
import { squeezeExcite } from './blocks/squeeze-excite.ts';

export const EfficientNetConfig = z.strictObject({
  width: within(z.number(), BOUNDS.factor).describe('factor on channels'),
  depth: within(z.number(), BOUNDS.factor).describe('factor on blocks per group'),
  lite: z
    .boolean()
    .describe('no squeeze-excite, ReLU6, stem and head not scaled, first and last group one block'),
  tensorflow: z.boolean().describe('padding by input size ("same") and batch norm epsilon 1e-3'),
});
export type EfficientNetConfig = z.infer<typeof EfficientNetConfig>;

const efficientNetScales = {
  b0: [1.0, 1.0],
  b1: [1.0, 1.1],
  b2: [1.1, 1.2],
  b3: [1.2, 1.4],
  b4: [1.4, 1.8],
  b5: [1.6, 2.2],
  b6: [1.8, 2.6],
  b7: [2.0, 3.1],
} as const;

const liteScales = {
  lite0: [1.0, 1.0],
  lite1: [1.0, 1.1],
  lite2: [1.1, 1.2],
  lite3: [1.2, 1.4],
  lite4: [1.4, 1.8],
} as const;

/**
 * B0 to B7 with symmetric padding (`efficientnet_*`) and with TensorFlow's (`tf_efficientnet_*`); of the
 * Lite models, only Lite0 is published with symmetric padding.
 */
export const efficientnetVariants: Readonly<Record<string, EfficientNetConfig>> = Object.fromEntries([
  ...variants('efficientnet', efficientNetScales, { lite: false, tensorflow: false }),
  ...variants('efficientnet', { lite0: liteScales.lite0 }, { lite: true, tensorflow: false }),
  ...variants('tf_efficientnet', efficientNetScales, { lite: false, tensorflow: true }),
  ...variants('tf_efficientnet', liteScales, { lite: true, tensorflow: true }),
]);

/** Table 1 of arXiv 1905.11946: kernel, stride of the first block, expansion, channels, blocks. */
const groups = [
  { kernel: 3, stride: 1, expansion: 1, channels: 16, blocks: 1 },
  { kernel: 3, stride: 2, expansion: 6, channels: 24, blocks: 2 },
  { kernel: 5, stride: 2, expansion: 6, channels: 40, blocks: 2 },
  { kernel: 3, stride: 2, expansion: 6, channels: 80, blocks: 3 },
  { kernel: 5, stride: 1, expansion: 6, channels: 112, blocks: 3 },
  { kernel: 5, stride: 2, expansion: 6, channels: 192, blocks: 4 },
  { kernel: 3, stride: 1, expansion: 6, channels: 320, blocks: 1 },
] as const;

/** What all layers of a network share. */
interface Style {
  readonly padding: { readonly padding?: 'same' };
  readonly epsilon: number;
  readonly activation: ActivationKind;
  readonly squeezeExcite: boolean;
}

/**
 * EfficientNet (arXiv 1905.11946) and EfficientNet-Lite: inverted residuals with squeeze-excite, scaled in
 * width and depth together. Names as in timm. Takes any size.
 */
export function efficientnet(b: Builder, config: EfficientNetConfig, classes: number): Value {
  const style: Style = {
    padding: config.tensorflow ? { padding: 'same' } : {},
    epsilon: config.tensorflow ? 1e-3 : 1e-5,
    activation: config.lite ? 'relu6' : 'silu',
    squeezeExcite: !config.lite,
  };
  const fixed = (channels: number): number => (config.lite ? channels : scaledWidth(channels, config.width));
  let x = b.conv('conv_stem', b.input, { out: fixed(32), kernel: 3, stride: 2, ...style.padding });
  x = normAct(b, 'bn1', x, style);
  groups.forEach((group, index) => {
    const keepsOne = config.lite && (index === 0 || index === groups.length - 1);
    const blocks = keepsOne ? group.blocks : Math.ceil(group.blocks * config.depth);
    const out = scaledWidth(group.channels, config.width);
    x = b.scope(`blocks.${index}`, () => {
      let y = x;
      for (let i = 0; i < blocks; i++) {
        const options = { ...group, out, stride: i === 0 ? group.stride : 1 };
        y = b.scope(`${i}`, () =>
          group.expansion === 1 ? separable(b, y, options, style) : inverted(b, y, options, style),
        );
      }
      return y;
    });
  });
  x = normAct(b, 'bn2', b.conv('conv_head', x, { out: fixed(1280), kernel: 1 }), style);
  return b.linear('classifier', b.globalAveragePool(x), { out: classes });
}

interface BlockOptions {
  readonly kernel: number;
  readonly stride: number;
  readonly expansion: number;
  readonly out: number;
}

/** Depthwise, squeeze-excite, pointwise. */
function separable(b: Builder, x: Value, { kernel, stride, out }: BlockOptions, style: Style): Value {
  const y = depthwise(b, x, 'bn1', { kernel, stride, reduceFrom: channels(x) }, style);
  return residual(b, x, b.batchNorm('bn2', b.conv('conv_pw', y, { out, kernel: 1 }), style), stride);
}

/** Pointwise to a wider map, depthwise there, squeeze-excite, pointwise back. */
function inverted(b: Builder, x: Value, options: BlockOptions, style: Style): Value {
  const { kernel, stride, expansion, out } = options;
  const wide = normAct(b, 'bn1', b.conv('conv_pw', x, { out: expansion * channels(x), kernel: 1 }), style);
  const y = depthwise(b, wide, 'bn2', { kernel, stride, reduceFrom: channels(x) }, style);
  return residual(b, x, b.batchNorm('bn3', b.conv('conv_pwl', y, { out, kernel: 1 }), style), stride);
}

/** The squeeze width is a quarter of the block's input channels, not of the expanded ones. */
function depthwise(
  b: Builder,
  x: Value,
  norm: string,
  options: { kernel: number; stride: number; reduceFrom: number },
  style: Style,
): Value {
  const { kernel, stride, reduceFrom } = options;
  const shape = { out: channels(x), kernel, stride, groups: channels(x), ...style.padding };
  const y = normAct(b, norm, b.conv('conv_dw', x, shape), style);
  if (!style.squeezeExcite) return y;
  return squeezeExcite(b, 'se', y, {
    reduced: Math.round(reduceFrom / 4),
    activation: style.activation,
    names: ['conv_reduce', 'conv_expand'],
  });
}

/** A batch norm with the activation in one module, as timm has it. */
function normAct(b: Builder, name: string, x: Value, style: Style): Value {
  return b.scope(name, () => b.activation(style.activation, b.batchNorm('', x, style)));
}

function residual(b: Builder, x: Value, y: Value, stride: number): Value {
  return stride === 1 && channels(x) === channels(y) ? b.sum(y, x) : y;
}

/** The nearest multiple of 8, never more than a tenth below. */
function scaledWidth(channels: number, factor: number): number {
  const wanted = channels * factor;
  const rounded = Math.max(8, Math.floor((wanted + 4) / 8) * 8);
  return rounded < 0.9 * wanted ? rounded + 8 : rounded;
}

function channels(x: Value): number {
  return x.shape[1] as number;
}

function variants(
  prefix: string,
  scales: Readonly<Record<string, readonly [width: number, depth: number]>>,
  rest: Pick<EfficientNetConfig, 'lite' | 'tensorflow'>,
): [string, EfficientNetConfig][] {
  return Object.entries(scales).map(([name, [width, depth]]) => [
    `${prefix}_${name}`,
    { width, depth, ...rest },
  ]);
}
