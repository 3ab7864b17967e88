import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { calculus, type Tensor as ProgramTensor } from '../../../src/backbones/graph/differentiate/index.ts';
import { programToOnnx } from '../../../src/backbones/lower/index.ts';
import { seededRandom } from '../../../src/stats/index.ts';
import { interpret } from '../graph/differentiate/interpreter.ts';

/** Every primitive once, on sizes that tell a wrong axis, stride or transposition apart. */
function everything() {
  const to = calculus();
  const outputs = new Map<string, ProgramTensor>();
  const [a, b] = [to.input('a', [3, 4]), to.input('b', [4, 5])];
  const map = to.input('map', [2, 4, 6, 5]);
  const weight = to.input('weight', [6, 2, 3, 2]);
  const window = { stride: [2, 1], padding: [1, 0, 0, 1], dilation: [1, 1], groups: 2 } as const;
  for (const kind of ['neg', 'exp', 'erf', 'sigmoid', 'relu', 'sign'] as const)
    outputs.set(kind, to.unary(kind, a));
  const positive = to.unary('exp', a);
  outputs.set('sqrt', to.unary('sqrt', positive));
  outputs.set('reciprocal', to.unary('reciprocal', positive));
  const row = to.constant('row', [1, 4], () => Float32Array.of(1, -2, 3, 0.5));
  for (const kind of ['add', 'sub', 'mul', 'div', 'min'] as const) outputs.set(kind, to[kind](a, row));
  outputs.set('gemm', to.gemm(a, b));
  outputs.set(
    'gemm transposed',
    to.gemm(to.transpose(a, [1, 0]), to.transpose(b, [1, 0]), { a: true, b: true }),
  );
  outputs.set('matmul spread', to.matmul(to.reshape(map, [2, 4, 6, 5]), to.reshape(b, [1, 1, 5, 4])));
  outputs.set('sum', to.sum(map, [0, 2]));
  outputs.set('mean', to.mean(map, [1, 3]));
  outputs.set('transpose', to.transpose(map, [2, 0, 3, 1]));
  outputs.set('slice', to.slice(map, 2, 1, 4));
  outputs.set('concat', to.concat([to.slice(map, 1, 0, 1), map, to.slice(map, 1, 2, 4)], 1));
  outputs.set('softmax', to.softmax(a));
  outputs.set('log_softmax', to.logSoftmax(a));
  const convolved = to.conv(map, weight, window);
  outputs.set('conv', convolved);
  outputs.set('conv dilated', to.conv(map, weight, { ...window, stride: [1, 1], dilation: [2, 1] }));
  outputs.set('conv_transpose', to.convTranspose(convolved, weight, window, [6, 5]));
  return to.finish(outputs);
}

test('every primitive agrees in onnxruntime with its definition in float64', async () => {
  const program = everything();
  const shapes = { a: [3, 4], b: [4, 5], map: [2, 4, 6, 5], weight: [6, 2, 3, 2] };
  const values = Object.entries(shapes).map(([name, shape]) => {
    const random = seededRandom(name);
    const length = shape.reduce((product, size) => product * size, 1);
    return [name, Float32Array.from({ length }, () => 2 * random() - 1)] as const;
  });
  const session = await InferenceSession.create(programToOnnx(program, 'everything'));
  const made = await session.run(
    Object.fromEntries(
      values.map(([name, data]) => [name, new Tensor('float32', data, shapes[name as keyof typeof shapes])]),
    ),
  );
  const expected = interpret(program, Object.fromEntries(values));
  expect([...expected.keys()]).toHaveLength(26);
  for (const [name, reference] of expected) {
    const { data, dims } = made[name]!;
    expect(dims, name).toEqual(program.outputs.get(name)!.dims);
    reference.forEach((value, i) => {
      expect(Math.abs((data as Float32Array)[i]! - value), `${name}[${i}]`).toBeLessThan(
        2e-6 * (1 + Math.abs(value)),
      );
    });
  }
});

test('equal steps are written once, and steps that no output needs are dropped', () => {
  const to = calculus();
  const a = to.input('a', [2, 3]);
  const twice = to.add(to.unary('exp', a), to.unary('exp', a));
  to.unary('sqrt', a);
  const program = to.finish(new Map([['y', to.reshape(to.reshape(twice, [6]), [3, 2])]]));
  expect(program.steps.map(({ kind }) => kind)).toEqual(['input', 'exp', 'add', 'reshape']);
});
