import {
  evaluate,
  type Graph,
  type Node,
  type Parameter,
  type Shape,
  type TensorReader,
  type ValueId,
} from '../../../src/backbones/graph/index.ts';

/** Computes a graph's output in float64 by the definitions alone: slow, obvious, for small graphs. */
export function interpret(graph: Graph, read: TensorReader, input: Float64Array): Float64Array {
  const values = new Map<ValueId, Float64Array>();
  const shapes = new Map<ValueId, Shape>(graph.nodes.map((node) => [node.id, node.shape]));
  const tensor = (parameter: Parameter): Float64Array => exact(parameter, read);
  for (const node of graph.nodes) values.set(node.id, node.op === 'input' ? input : compute(node));
  return values.get(graph.output) as Float64Array;

  function compute(node: Node): Float64Array {
    const at = (id: ValueId): Float64Array => values.get(id) as Float64Array;
    const [, channels, height, width] = node.shape as [number, number, number, number];
    const channelOf = (i: number): number => Math.floor(i / (height * width)) % channels;
    switch (node.op) {
      case 'conv': {
        const [inputs, rows, columns] = (shapes.get(node.input) as Shape).slice(1) as [
          number,
          number,
          number,
        ];
        const [weight, bias] = [tensor(node.weight), node.bias && tensor(node.bias)];
        const [kh, kw] = node.kernel;
        const perGroup = inputs / node.groups;
        const x = at(node.input);
        return Float64Array.from({ length: channels * height * width }, (_, i) => {
          const [o, y0, x0] = [channelOf(i), Math.floor(i / width) % height, i % width];
          const group = Math.floor(o / (channels / node.groups));
          let sum = bias?.[o] ?? 0;
          for (let c = 0; c < perGroup; c++) {
            for (let ky = 0; ky < kh; ky++) {
              for (let kx = 0; kx < kw; kx++) {
                const y = y0 * node.stride[0] + ky - node.padding[0];
                const at = x0 * node.stride[1] + kx - node.padding[1];
                if (y < 0 || y >= rows || at < 0 || at >= columns) continue;
                const factor = weight[((o * perGroup + c) * kh + ky) * kw + kx] as number;
                sum += factor * (x[((group * perGroup + c) * rows + y) * columns + at] as number);
              }
            }
          }
          return sum;
        });
      }
      case 'batch_norm': {
        const [w, b, m, v] = [node.weight, node.bias, node.mean, node.variance].map(tensor) as Float64Array[];
        return at(node.input).map((value, i) => {
          const c = channelOf(i);
          return ((value - m![c]!) / Math.sqrt(v![c]! + node.epsilon)) * w![c]! + b![c]!;
        });
      }
      case 'scale': {
        const factors = tensor(node.weight);
        return at(node.input).map((value, i) => value * (factors[channelOf(i)] as number));
      }
      case 'sum': {
        const out = new Float64Array(at(node.terms[0]!.value).length);
        for (const { value, sign } of node.terms) {
          for (const [i, x] of at(value).entries()) out[i]! += sign * x;
        }
        return out;
      }
      case 'average_pool': {
        const [rows, columns] = (shapes.get(node.input) as Shape).slice(2) as [number, number];
        return Float64Array.from({ length: channels * height * width }, (_, i) => {
          const [c, y0, x0] = [channelOf(i), Math.floor(i / width) % height, i % width];
          let [sum, count] = [0, 0];
          for (let ky = 0; ky < node.kernel[0]; ky++) {
            for (let kx = 0; kx < node.kernel[1]; kx++) {
              const y = y0 * node.stride[0] + ky - node.padding[0];
              const x = x0 * node.stride[1] + kx - node.padding[1];
              if (y < 0 || y >= rows || x < 0 || x >= columns) continue;
              sum += at(node.input)[(c * rows + y) * columns + x] as number;
              count++;
            }
          }
          return sum / (node.countPadding ? node.kernel[0] * node.kernel[1] : count);
        });
      }
      case 'activation':
        if (node.kind === 'relu') return at(node.input).map((x) => Math.max(x, 0));
        throw new Error(`no interpretation of ${node.kind}`);
      default:
        throw new Error(`no interpretation of ${node.op}`);
    }
  }
}

/** A parameter's values before the one rounding to float32. */
function exact(parameter: Parameter, read: TensorReader): Float64Array {
  if (parameter.derivation === undefined) return Float64Array.from(evaluate(parameter, read));
  return parameter.derivation.compute(parameter.derivation.from.map((source) => exact(source, read)));
}
