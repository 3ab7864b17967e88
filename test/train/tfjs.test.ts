import { beforeAll, describe, expect, test } from 'vitest';
import { calculus, differentiate } from '../../src/backbones/graph/differentiate/index.ts';
import {
  type Builder,
  buildGraph,
  elements,
  reparameterize,
  type Value,
} from '../../src/backbones/graph/index.ts';
import { buildModel, modelEntry, tinyIds } from '../../src/backbones/models/index.ts';
import { openWeights } from '../../src/backbones/weights/index.ts';
import { seededRandom } from '../../src/stats/index.ts';
import { plainBatch } from '../../src/train/batches.ts';
import { textureSet } from '../../src/train/data.ts';
import { largest, predictions } from '../../src/train/evaluate.ts';

import { interpret } from '../backbones/graph/differentiate/interpreter.ts';
import { runTfjs, tensorflow } from '../backbones/lower/tensorflow.ts';

/** TEST_IMAGES=2000 compares every model on the whole test split, as `npm run verify -- shipped` does. */
const IMAGES = Number(process.env.TEST_IMAGES ?? 100);
const models = process.env.TEST_IMAGES === undefined ? ['fastvit_nano', 'poolformer_nano'] : tinyIds();

describe.each(models)('%s, trained and exported', (id) => {
  test(`gives ${IMAGES} test images the same classes in tfjs as in onnxruntime`, async () => {
    const tf = await tensorflow('wasm');
    await tf.ready();
    const set = textureSet('test', IMAGES, 32);
    const weights = await openWeights('shipped', id);
    const graph = reparameterize(buildModel(id, { batch: 50 }));
    const { default: input } = modelEntry(id);
    const expected = await predictions(reparameterize(buildModel(id)), weights.reader(graph), set, input);
    for (let start = 0; start < IMAGES; start += 50) {
      const images = plainBatch(set, start, start + 50, input);
      const { logits } = await runTfjs(tf, graph, weights.reader(graph), images);
      expect(largest(logits!, 50)).toEqual(expected.slice(start, start + 50));
    }
    weights.close();
  }, 600_000);
});

describe('gradients of tfjs', () => {
  let tf: Awaited<ReturnType<typeof tensorflow>>;
  beforeAll(async () => {
    tf = await tensorflow('cpu');
  });

  test('agree with ours over three steps of convolutions, batch norm, pooling and a classifier', () => {
    const [batch, size, classes] = [4, 6, 3];
    const build = (b: Builder): Value => {
      const first = b.activation(
        'relu',
        b.batchNorm('n', b.conv('a', b.input, { out: 4, kernel: 3, stride: 2 })),
      );
      const mixed = b.sum(first, b.conv('d', first, { out: 4, kernel: 3, groups: 4, bias: true }));
      return b.linear('fc', b.globalAveragePool(b.conv('p', mixed, { out: 5, kernel: 1, bias: true })), {
        out: classes,
      });
    };
    const b = buildGraph('net', [batch, 3, size, size]);
    const graph = b.finish(build(b));
    const random = seededRandom('tfjs');
    const draw = (length: number): Float32Array => Float32Array.from({ length }, () => random() - 0.5);
    const images = draw(3 * batch * size * size);
    const learnable = graph.parameters.filter(({ role }) => role === 'learnable');
    const values = new Map(learnable.map((p) => [p.name, draw(elements(p.shape))]));

    const to = calculus();
    const { output, gradients } = differentiate(graph, to, {
      input: to.input('images', [3, batch * size * size]),
      parameter: (p) => to.input(p.name, p.shape),
    });
    // The gradient of half the sum of squared logits is the logits.
    const outputs = new Map([...gradients(output)].map(([p, gradient]) => [p.name, gradient]));
    const program = to.finish(outputs);

    const loss = (tensors: Record<string, ReturnType<typeof tf.tensor>>) => {
      const x = tf.transpose(tf.tensor(images, [3, batch, size, size]), [1, 2, 3, 0]);
      const kernel = (name: string) => tf.transpose(tensors[name]!, [2, 3, 1, 0]);
      const padded = tf.pad(x, [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ]) as ReturnType<typeof tf.tensor4d>;
      const a = tf.conv2d(padded, kernel('a.weight') as ReturnType<typeof tf.tensor4d>, 2, 'valid');
      const { mean, variance } = tf.moments(a, [0, 1, 2]);
      const unit = tf.div(tf.sub(a, mean), tf.sqrt(tf.add(variance, 1e-5)));
      const first = tf.relu(tf.add(tf.mul(unit, tensors['n.weight']!), tensors['n.bias']!));
      const depthwise = tf.transpose(tensors['d.weight']!, [2, 3, 0, 1]) as ReturnType<typeof tf.tensor4d>;
      const d = tf.depthwiseConv2d(first as ReturnType<typeof tf.tensor4d>, depthwise, 1, 'same');
      const mixed = tf.add(first, tf.add(d, tensors['d.bias']!)) as ReturnType<typeof tf.tensor4d>;
      const p = tf.conv2d(mixed, kernel('p.weight') as ReturnType<typeof tf.tensor4d>, 1, 'valid');
      const pooled = tf.mean(tf.add(p, tensors['p.bias']!), [1, 2]);
      const logits = tf.add(tf.matMul(pooled, tensors['fc.weight']!, false, true), tensors['fc.bias']!);
      return tf.mul(tf.sum(tf.square(logits)), 0.5) as ReturnType<typeof tf.scalar>;
    };
    for (let step = 0; step < 3; step++) {
      const ours = interpret(program, { images, ...Object.fromEntries(values) });
      const names = learnable.map(({ name }) => name);
      const theirs = tf.grads((...tensors: ReturnType<typeof tf.tensor>[]) =>
        loss(Object.fromEntries(names.map((name, i) => [name, tensors[i]!]))),
      )(learnable.map((p) => tf.tensor(values.get(p.name)!, [...p.shape])));
      names.forEach((name, i) => {
        const reference = theirs[i]!.dataSync();
        const largestValue = Math.max(...reference.map(Math.abs), 1e-3);
        const own = ours.get(name)!;
        own.forEach((value, k) => {
          expect(Math.abs(value - reference[k]!) / largestValue, `${name}[${k}]`).toBeLessThan(1e-4);
        });
        values.set(
          name,
          values.get(name)!.map((value, k) => value - 0.1 * own[k]!),
        );
      });
    }
  });
});
