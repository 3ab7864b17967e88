import type { Tensor } from './definition/calculus.ts';
import { total } from './definition/evaluation.ts';
import { asMatrix } from './definition/gradient.ts';
import { sizes } from './definition/onnx.ts';
import { operator, type Value } from './definition/operator.ts';
import { elements, type Parameter, positions, type ValueId } from './definition/tensors.ts';
import { integers, scalar } from './definition/tfjs.ts';
import { mapShape } from './definition/windows.ts';

/**
 * softmax(scale * q^T k + bias) v for each head over the positions; heads are consecutive slices of the
 * channels.
 */
export interface Attention {
  readonly op: 'attention';
  /** [N, C, H, W] */
  readonly query: ValueId;
  /** [N, C, h, w], as is `value` */
  readonly key: ValueId;
  readonly value: ValueId;
  readonly heads: number;
  readonly scale: number;
  /** A position table [heads, HW, hw]. */
  readonly bias?: Parameter;
}

export type AttentionOptions = Pick<Attention, 'heads' | 'scale' | 'bias'>;

export const attention = operator<Attention>()({
  op: 'attention',
  summary: 'softmax(scale q^T k + bias) v per head, over the positions',
  operands: ['query', 'key', 'value'],
  parameters: ['bias'],
  build: (to) => ({
    attention: (query: Value, key: Value, value: Value, options: AttentionOptions): Value =>
      to.add('attention', { op: 'attention', query: query.id, key: key.id, value: value.id, ...options }),
  }),
  shape(node, shapeOf, fail) {
    const [, channels, height, width] = mapShape(shapeOf(node.query), fail);
    const [, keyChannels, keyHeight, keyWidth] = mapShape(shapeOf(node.key), fail);
    if (shapeOf(node.value).join() !== shapeOf(node.key).join() || keyChannels !== channels)
      fail(`key [${shapeOf(node.key)}] and value [${shapeOf(node.value)}] do not fit the query`);
    if (channels % node.heads !== 0) fail(`${channels} channels do not divide into ${node.heads} heads`);
    const expected = [node.heads, height * width, keyHeight * keyWidth];
    if (node.bias !== undefined && node.bias.shape.join() !== expected.join())
      fail(`the position table is [${node.bias.shape}], but this resolution needs [${expected}]`);
    return shapeOf(node.query);
  },
  /** The two products, over all heads: 2 x batch x channels x queries x keys. */
  macs: (node, shapeOf) => 2 * elements(node.shape) * positions(shapeOf(node.key)),
  evaluate(node, { value, shape, tensor }) {
    const [q, k, v] = [value(node.query), value(node.key), value(node.value)];
    const [rows, columns] = shape(node.key).slice(2) as [number, number];
    const [, channels, height, width] = node.shape as [number, number, number, number];
    const [keys, each, bias] = [rows * columns, channels / node.heads, node.bias && tensor(node.bias)];
    return (n, c, row, column) => {
      const head = Math.floor(c / each);
      const query = head * height * width + row * width + column;
      const scores = Array.from({ length: keys }, (_, i) => {
        const [y, x] = [Math.floor(i / columns), i % columns];
        const product = total(each, (j) => q(n, head * each + j, row, column) * k(n, head * each + j, y, x));
        return node.scale * product + (bias?.[query * keys + i] ?? 0);
      });
      const largest = Math.max(...scores);
      const weights = scores.map((score) => Math.exp(score - largest));
      const mixed = total(keys, (i) => weights[i]! * v(n, c, Math.floor(i / columns), i % columns));
      return mixed / total(keys, (i) => weights[i]!);
    };
  },
  onnx: {
    /**
     * The channels stay before the positions, as the map has them: scores = q^T k, result = v p^T.
     * onnxruntime fuses the transpositions into the products, so that nothing is moved.
     */
    best(node, operands, to) {
      const { name, heads, shape } = node;
      const swap = { perm: { ints: [0, 1, 3, 2] } };
      const width = (shape[1] as number) / heads;
      const split = (part: string, id: ValueId): string =>
        to.node('Reshape', `${name}.${part}`, [operands.name(id), sizes(to, [0, heads, width, -1])]);
      const [q, k, v] = [split('query', node.query), split('key', node.key), split('value', node.value)];
      const turned = to.node('Transpose', `${name}.query_t`, [q], swap);
      const products = to.node('MatMul', `${name}.scores`, [turned, k]);
      let scores = to.node('Mul', `${name}.scaled`, [products, to.constant(Float32Array.of(node.scale), [])]);
      if (node.bias) scores = to.node('Add', `${name}.positions`, [scores, to.parameter(node.bias)]);
      const weights = to.node('Softmax', `${name}.softmax`, [scores], { axis: { int: -1 } });
      const mixed = to.node('MatMul', `${name}.mixed`, [
        v,
        to.node('Transpose', `${name}.weights_t`, [weights], swap),
      ]);
      return to.node('Reshape', name, [mixed, sizes(to, [0, ...shape.slice(1)])]);
    },
    /** Heads split off and moved before the positions, products, heads joined again: tokens in, tokens out. */
    plain(node, operands, to) {
      const { name, heads, shape } = node;
      const [, channels, height, width] = shape as [number, number, number, number];
      const split = (part: string, id: ValueId, perm: readonly number[]): string => {
        const dims = sizes(to, [0, -1, heads, channels / heads]);
        const parts = to.node('Reshape', `${name}.${part}`, [operands.last(id), dims]);
        return to.node('Transpose', `${name}.${part}_heads`, [parts], { perm: { ints: perm } });
      };
      const query = split('query', node.query, [0, 2, 1, 3]);
      const scaled = to.node('Mul', `${name}.scaled`, [query, to.constant(Float32Array.of(node.scale), [])]);
      let scores = to.node('MatMul', `${name}.scores`, [scaled, split('key', node.key, [0, 2, 3, 1])]);
      if (node.bias) scores = to.node('Add', `${name}.positions`, [scores, to.parameter(node.bias)]);
      const weights = to.node('Softmax', `${name}.softmax`, [scores], { axis: { int: -1 } });
      const mixed = to.node('MatMul', `${name}.mixed`, [weights, split('value', node.value, [0, 2, 1, 3])]);
      const joined = to.node('Transpose', `${name}.join`, [mixed], { perm: { ints: [0, 2, 1, 3] } });
      return { last: to.node('Reshape', name, [joined, sizes(to, [0, height, width, channels])]) };
    },
  },
  tfjs: {
    /** Heads on an axis of their own: [N, heads, positions, width]. */
    write(node, operands, to) {
      const { name, heads } = node;
      const [, channels, height, width] = node.shape as [number, number, number, number];
      const swap = integers([0, 2, 1, 3], to);
      const split = (part: string, id: ValueId): string => {
        const dims = integers([-1, positions(operands.shape(id)), heads, channels / heads], to);
        const parts = to.node('Reshape', `${name}.${part}`, [operands.name(id), dims]);
        return to.node('Transpose', `${name}.${part}_heads`, [parts, swap]);
      };
      const [q, k, v] = [split('query', node.query), split('key', node.key), split('value', node.value)];
      const scaled = to.node('Mul', `${name}.scaled`, [q, scalar(node.scale, to)]);
      let scores = to.node('BatchMatMulV2', `${name}.scores`, [scaled, k], {
        adj_x: { bool: false },
        adj_y: { bool: true },
      });
      if (node.bias) {
        const { bias } = node;
        const table = to.parameter(bias, 'table', (values) => ({ dims: [1, ...bias.shape], values }));
        scores = to.node('AddV2', `${name}.positions`, [scores, table]);
      }
      const weights = to.node('Softmax', `${name}.softmax`, [scores]);
      const mixed = to.node('BatchMatMulV2', `${name}.mixed`, [weights, v]);
      const joined = to.node('Transpose', `${name}.joined`, [mixed, swap]);
      return to.node('Reshape', name, [joined, integers([-1, height, width, channels], to)]);
    },
  },
  /**
   * S = scale Q^T K + bias, A = softmax(S), Y = V A^T for every head and image, with Q, K, V [heads, N, d, P].
   * Backwards: dV = dY A, dA = dY^T V, dS = A (dA - sum(dA A)), dQ = scale K dS^T, dK = scale Q dS.
   */
  gradient(node, scope) {
    const { to, batch } = scope;
    const { heads, bias } = node;
    const channels = node.shape[1] as number;
    const width = channels / heads;
    const exchange = [0, 2, 1, 3];
    const swap = (x: Tensor): Tensor => to.transpose(x, [0, 1, 3, 2]);
    const split = (matrix: Tensor): Tensor =>
      to.transpose(to.reshape(matrix, [heads, width, batch, (matrix.dims[1] as number) / batch]), exchange);
    const join = (x: Tensor): Tensor => asMatrix(scope, to.transpose(x, exchange), channels);

    const [q, k, v] = [node.query, node.key, node.value].map((id) => split(scope.value(id))) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const factor = to.number(node.scale);
    let scores = to.mul(to.matmul(swap(q), k), factor);
    const [queries, keys] = [positions(node.shape), positions(scope.shape(node.key))];
    if (bias) scores = to.add(scores, to.reshape(scope.parameter(bias), [heads, 1, queries, keys]));
    const weights = to.softmax(scores);
    return {
      value: join(to.matmul(v, swap(weights))),
      pull(gradient) {
        const dy = split(gradient);
        const dWeights = to.matmul(swap(dy), v);
        const along = to.sum(to.mul(dWeights, weights), [3]);
        const dScores = to.mul(weights, to.sub(dWeights, along));
        const scaled = to.mul(dScores, factor);
        return {
          operands: [
            [node.query, join(to.matmul(k, swap(scaled)))],
            [node.key, join(to.matmul(q, scaled))],
            [node.value, join(to.matmul(dy, weights))],
          ],
          parameters: bias ? [[bias, to.reshape(to.sum(dScores, [1]), bias.shape)]] : [],
        };
      },
    };
  },
});
