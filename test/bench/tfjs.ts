// The tfjs lowering against tfjs code written by hand: MobileOne-S0 at 224 pixels, the same weights, interleaved
// (A B B A) on the wasm backend. Prints the ratio of CPU times, which should be below 1.05.
//
//   npm run bench -- tfjs [blocks]
import { createRequire } from 'node:module';
import type * as Tensorflow from '@tensorflow/tfjs';
import { channelsLast, lowerTfjsModel, seeded } from '../../src/backbones/lower/index.ts';
import { seededInput } from '../../src/backbones/weights/seeded.ts';
import { compileTfjs } from '../../src/runtimes/tfjs/program.ts';
import { median, pairedRatio } from '../../src/stats/index.ts';

const BLOCKS = Number(process.argv[2] ?? 30);
const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs') as typeof Tensorflow;
require('@tensorflow/tfjs-backend-wasm');
await tf.setBackend('wasm');

const { model } = lowerTfjsModel({
  model: 'mobileone_s0',
  form: 'inference',
  resolution: 224,
  weights: seeded('mobileone_s0', '0'),
});
const specs = model.json.weightsManifest[0]!.weights;
const bytes = Buffer.concat(model.weights);
const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
const program = compileTfjs(tf, model.json, data, 'logits');

/** The float32 tensors of the file in order: the filter and the bias of each layer. */
const tensors = specs.flatMap(({ shape, dtype }, i) => {
  const piece = model.weights[i]!;
  if (dtype !== 'float32') return [];
  return [tf.tensor(new Float32Array(piece.buffer, piece.byteOffset, piece.byteLength / 4), [...shape])];
});
const input = channelsLast(seededInput([1, 3, 224, 224], '0'), [1, 3, 224, 224]);

/** MobileOne-S0 as one would write it in tfjs: 3×3 stem, then depthwise 3×3 and 1×1, all with ReLU. */
function byHand(x: Tensorflow.Tensor4D): Tensorflow.Tensor {
  return tf.tidy(() => {
    let at = 0;
    const next = () => tensors[at++]!;
    const activation = 'relu' as const;
    const layer = (y: Tensorflow.Tensor4D, strides: number, depthwise: boolean): Tensorflow.Tensor4D => {
      const filter = next() as Tensorflow.Tensor4D;
      const bias = next();
      const pad: Tensorflow.backend_util.ExplicitPadding = [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ];
      // Explicit padding works here, though the types do not say so.
      const typed = pad as unknown as 'valid';
      if (depthwise) return tf.fused.depthwiseConv2d({ x: y, filter, strides, pad: typed, bias, activation });
      const isPoint = filter.shape[0] === 1;
      return tf.fused.conv2d({ x: y, filter, strides, pad: isPoint ? 'valid' : pad, bias, activation });
    };
    let y = layer(x, 2, false);
    for (const blocks of [2, 8, 10, 1]) {
      for (let block = 0; block < blocks; block++) {
        y = layer(y, block === 0 ? 2 : 1, true);
        y = layer(y, 1, false);
      }
    }
    const pooled = tf
      .avgPool(y, [y.shape[1], y.shape[2]], 1, 'valid')
      .reshape([1, -1]) as Tensorflow.Tensor2D;
    return tf.fused.matMul({ a: pooled, b: next() as Tensorflow.Tensor2D, bias: next() });
  });
}

async function run(forward: (x: Tensorflow.Tensor4D) => Tensorflow.Tensor): Promise<Float32Array> {
  const x = tf.tensor4d(input, [1, 224, 224, 3]);
  const y = forward(x);
  const values = (await y.data()) as Float32Array;
  tf.dispose([x, y]);
  return values;
}

const arms = { lowered: program.run, byHand };
const [a, b] = [await run(arms.lowered), await run(arms.byHand)];
const worst = a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
if (worst > 1e-6) throw new Error(`the two compute different logits: they differ by ${worst}`);

const spent: Record<keyof typeof arms, number[][]> = { lowered: [], byHand: [] };
for (let block = 0; block < BLOCKS; block++) {
  const order = ['lowered', 'byHand', 'byHand', 'lowered'] as const;
  for (const list of Object.values(spent)) list.push([]);
  for (const arm of block % 2 === 0 ? order : [...order].reverse()) {
    const start = process.cpuUsage();
    await run(arms[arm]);
    const { user, system } = process.cpuUsage(start);
    spent[arm].at(-1)!.push((user + system) / 1000);
  }
}
const { value, low, high } = pairedRatio(spent.lowered, spent.byHand);
console.log(
  `tfjs lowering over code by hand, MobileOne-S0 at 224 on wasm, CPU time, ${BLOCKS} blocks: ${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}] (medians ${median(spent.lowered.flat()).toFixed(1)} and ${median(spent.byHand.flat()).toFixed(1)} ms); logits differ by ${worst.toExponential(1)}`,
);
