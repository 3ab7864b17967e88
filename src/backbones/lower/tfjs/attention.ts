import type { NodeOf, ValueId } from '../../graph/index.ts';
import { integers, type Operands, scalar } from './operations.ts';
import type { TfjsWriter } from './writer.ts';

/** softmax(scale q k^T + bias) v, heads on an axis of their own: [N, heads, positions, width]. */
export function attention(node: NodeOf<'attention'>, operands: Operands, to: TfjsWriter): string {
  const { name, heads } = node;
  const [, channels, height, width] = node.shape as [number, number, number, number];
  const swap = integers([0, 2, 1, 3], to);
  const split = (part: string, id: ValueId): string => {
    const [, , rows, columns] = operands.shape(id) as [number, number, number, number];
    const dims = integers([-1, rows * columns, heads, channels / heads], to);
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
}
