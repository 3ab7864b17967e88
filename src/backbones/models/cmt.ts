import { z } from 'zod';
import { BOUNDS, within } from '../../text/index.ts';
import { type Builder, GraphError, type Parameter, type Value } from '../graph/index.ts';
import { resizeTable } from './blocks/position-table.ts';

export const CmtConfig = z.strictObject({
  size: within(z.number(), BOUNDS.inputPixels)
    .multipleOf(32)
    .describe('side of the input that the position tables are stored for'),
  stemWidth: within(z.number(), BOUNDS.width),
  widths: z.array(within(z.number(), BOUNDS.width)).length(4).describe('channels per stage'),
  depths: z.array(within(z.number(), BOUNDS.depth)).length(4).describe('blocks per stage'),
  heads: z.array(within(z.number(), BOUNDS.width)).length(4).describe('attention heads per stage'),
  mlpRatio: within(z.number(), BOUNDS.factor).describe('hidden width of the MLP over its channels'),
});
export type CmtConfig = z.infer<typeof CmtConfig>;

const heads = [1, 2, 4, 8];

/** Table 1 of arXiv 2107.06263 and the authors' code (ggjy/CMT.pytorch), whose sizes differ from it in places. */
export const cmtVariants: Readonly<Record<string, CmtConfig>> = {
  cmt_ti: {
    size: 160,
    stemWidth: 16,
    widths: [46, 92, 184, 368],
    depths: [2, 2, 10, 2],
    heads,
    mlpRatio: 3.6,
  },
  cmt_xs: {
    size: 192,
    stemWidth: 16,
    widths: [52, 104, 208, 416],
    depths: [3, 3, 12, 3],
    heads,
    mlpRatio: 3.77,
  },
  cmt_small: {
    size: 224,
    stemWidth: 32,
    widths: [64, 128, 256, 512],
    depths: [3, 3, 16, 3],
    heads,
    mlpRatio: 4,
  },
  cmt_base: {
    size: 256,
    stemWidth: 38,
    widths: [76, 152, 304, 608],
    depths: [4, 4, 20, 4],
    heads,
    mlpRatio: 4,
  },
};

/** Reduction of the keys and values of each stage. */
const REDUCTIONS = [8, 4, 2, 1];
const STAGES = ['a', 'b', 'c', 'd'];
/** Width of the projection before the classifier. */
const HEAD_WIDTH = 1280;

/**
 * CMT (arXiv 2107.06263): convolutions and attention over reduced keys in every block, one table of
 * relative positions per stage. Names as in the authors' code. Sizes are multiples of 32; at another size
 * than the tables' own they are resized as the paper says (section 3.3): bicubic, positions by keys.
 */
export function cmt(b: Builder, config: CmtConfig, classes: number): Value {
  const [, , height, width] = b.input.shape as [number, number, number, number];
  if (height % 32 !== 0 || width % 32 !== 0) throw new GraphError('input: sides must be multiples of 32');
  let x = stem(b, config.stemWidth);
  STAGES.forEach((stage, index) => {
    x = patchEmbedding(b, `patch_embed_${stage}`, x, config.widths[index] as number);
    x = blocks(b, x, index, config);
  });
  x = b.batchNorm('_bn', b.conv('_fc', x, { out: HEAD_WIDTH, kernel: 1, bias: true }));
  x = b.scope('_swish', () => b.activation('silu', x));
  return b.linear('head', b.globalAveragePool(x), { out: classes });
}

/** Three convolutions; the activation comes before the norm. */
function stem(b: Builder, width: number): Value {
  let x = b.input;
  for (const i of [1, 2, 3]) {
    const options = { out: width, kernel: 3, stride: i === 1 ? 2 : 1, bias: true };
    x = b.batchNorm(`stem_norm${i}`, b.activation('gelu', b.conv(`stem_conv${i}`, x, options)));
  }
  return x;
}

function patchEmbedding(b: Builder, name: string, x: Value, width: number): Value {
  return b.scope(name, () => {
    const patches = b.conv('proj', x, { out: width, kernel: 2, stride: 2, padding: 0, bias: true });
    return b.layerNorm('norm', patches, { epsilon: 1e-5 });
  });
}

function blocks(b: Builder, input: Value, index: number, config: CmtConfig): Value {
  const [, , height, width] = input.shape as [number, number, number, number];
  const reduction = REDUCTIONS[index] as number;
  const keys = Math.floor(height / reduction) * Math.floor(width / reduction);
  const heads = config.heads[index] as number;
  const side = config.size / 4 / 2 ** index;
  const stored = b.parameter(`relative_pos_${STAGES[index]}`, [
    heads,
    side ** 2,
    Math.floor(side / reduction) ** 2,
  ]);
  const positions = resizeTable(stored, [height * width, keys]);
  return b.scope(`blocks_${STAGES[index]}`, () => {
    let x = input;
    for (let i = 0; i < (config.depths[index] as number); i++) {
      x = b.scope(`${i}`, () => block(b, x, { reduction, heads, positions, mlpRatio: config.mlpRatio }));
    }
    return x;
  });
}

interface BlockOptions {
  readonly reduction: number;
  readonly heads: number;
  readonly positions: Parameter;
  readonly mlpRatio: number;
}

function block(b: Builder, input: Value, options: BlockOptions): Value {
  const width = channels(input);
  const norm = { epsilon: 1e-6 };
  const x = b.sum(input, b.conv('proj', input, { out: width, kernel: 3, groups: width, bias: true }));
  const normed = b.layerNorm('norm1', x, norm);
  const y = b.sum(
    x,
    b.scope('attn', () => attention(b, normed, options)),
  );
  return b.sum(y, mlp(b, b.layerNorm('norm2', y, norm), Math.floor(width * options.mlpRatio)));
}

/** Every position is a query; keys and values come from a map reduced by a strided depthwise convolution. */
function attention(b: Builder, x: Value, { reduction, heads, positions }: BlockOptions): Value {
  const width = channels(x);
  const query = b.linear('q', x, { out: width });
  const source = reduction === 1 ? x : reduce(b, x, reduction);
  const key = b.linear('k', source, { out: width });
  const value = b.linear('v', source, { out: width });
  const mixed = b.attention(query, key, value, { heads, scale: (width / heads) ** -0.5, bias: positions });
  return b.linear('proj', mixed, { out: width });
}

function reduce(b: Builder, x: Value, reduction: number): Value {
  return b.scope('sr', () => {
    const options = {
      out: channels(x),
      kernel: reduction,
      stride: reduction,
      padding: 0,
      groups: channels(x),
      bias: true,
    };
    return b.batchNorm('1', b.conv('0', x, options));
  });
}

/** Inverted residual feed-forward network: pointwise, depthwise with skip, pointwise. */
function mlp(b: Builder, x: Value, hidden: number): Value {
  return b.scope('mlp', () => {
    const wide = b.scope('conv1', () =>
      b.batchNorm('2', b.activation('gelu', b.conv('0', x, { out: hidden, kernel: 1, bias: true }))),
    );
    const mixed = b.sum(wide, b.conv('proj', wide, { out: hidden, kernel: 3, groups: hidden, bias: true }));
    const normed = b.batchNorm('proj_bn', b.activation('gelu', mixed));
    return b.scope('conv2', () =>
      b.batchNorm('1', b.conv('0', normed, { out: channels(x), kernel: 1, bias: true })),
    );
  });
}

function channels(x: Value): number {
  return x.shape[1] as number;
}
