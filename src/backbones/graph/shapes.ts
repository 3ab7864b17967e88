import { GraphError, type Operation, type Padding, type Pair, type Shape, type ValueId } from './types.ts';

/**
 * The shape of what an operation makes.
 * @throws GraphError that names the node when the shapes do not fit.
 */
export function inferShape(name: string, operation: Operation, shapeOf: (id: ValueId) => Shape): Shape {
  const fail = (why: string): never => {
    throw new GraphError(`${name}: ${why}`);
  };
  switch (operation.op) {
    case 'input':
      return fail('an input has no operands to infer its shape from');
    case 'conv': {
      const [batch, channels, height, width] = mapShape(shapeOf(operation.input), fail);
      const { weight, kernel, stride, padding, groups } = operation;
      const outputs = weight.shape[0] as number;
      if (channels % groups !== 0 || outputs % groups !== 0) {
        fail(`a convolution with ${groups} groups cannot go from ${channels} to ${outputs} channels`);
      }
      const expected = [outputs, channels / groups, ...kernel];
      if (weight.shape.join() !== expected.join()) {
        fail(`the weight is [${weight.shape}], [${expected}] is needed for ${channels} input channels`);
      }
      return [batch, outputs, ...windows([height, width], kernel, stride, padding, fail)];
    }
    case 'linear': {
      const [batch, channels, ...positions] = shapeOf(operation.input) as [number, number, ...number[]];
      const [outputs, inputs] = operation.weight.shape as [number, number];
      if (inputs !== channels) fail(`the weight takes ${inputs} channels, the value has ${channels}`);
      return [batch, outputs, ...positions];
    }
    case 'batch_norm':
    case 'layer_norm':
    case 'group_norm':
    case 'scale': {
      const shape = shapeOf(operation.input);
      const { weight } = operation;
      if (weight !== undefined && elements(weight.shape) !== shape[1]) {
        fail(`${elements(weight.shape)} factors cannot serve ${shape[1]} channels`);
      }
      if (operation.op === 'group_norm' && (shape[1] as number) % operation.groups !== 0) {
        fail(`${shape[1]} channels do not divide into ${operation.groups} groups`);
      }
      return shape;
    }
    case 'activation':
      return shapeOf(operation.input);
    case 'average_pool': {
      const [batch, channels, height, width] = mapShape(shapeOf(operation.input), fail);
      const size = windows([height, width], operation.kernel, operation.stride, operation.padding, fail);
      return [batch, channels, ...size];
    }
    case 'global_average_pool': {
      const [batch, channels] = mapShape(shapeOf(operation.input), fail);
      return operation.keepPositions ? [batch, channels, 1, 1] : [batch, channels];
    }
    case 'sum': {
      const [first, ...rest] = operation.terms.map((term) => shapeOf(term.value));
      if (first === undefined) return fail('a sum needs at least one term');
      for (const shape of rest) {
        if (shape.join() !== first.join()) fail(`cannot add [${shape}] to [${first}]`);
      }
      return first;
    }
    case 'multiply': {
      const [a, b] = [shapeOf(operation.a), shapeOf(operation.b)];
      const fits =
        a.length === b.length && b.every((size, axis) => size === a[axis] || (axis > 1 && size === 1));
      if (!fits) fail(`cannot multiply [${a}] by [${b}]`);
      return a;
    }
    case 'slice': {
      const [batch, channels, ...positions] = shapeOf(operation.input) as [number, number, ...number[]];
      const { start, end } = operation;
      if (start < 0 || end <= start || end > channels) {
        fail(`channels ${start} to ${end} are not within ${channels}`);
      }
      return [batch, end - start, ...positions];
    }
    case 'attention': {
      const [, channels, height, width] = mapShape(shapeOf(operation.query), fail);
      const [, keyChannels, keyHeight, keyWidth] = mapShape(shapeOf(operation.key), fail);
      if (shapeOf(operation.value).join() !== shapeOf(operation.key).join() || keyChannels !== channels) {
        fail(`key [${shapeOf(operation.key)}] and value [${shapeOf(operation.value)}] do not fit the query`);
      }
      if (channels % operation.heads !== 0)
        fail(`${channels} channels do not divide into ${operation.heads} heads`);
      const expected = [operation.heads, height * width, keyHeight * keyWidth];
      if (operation.bias !== undefined && operation.bias.shape.join() !== expected.join()) {
        fail(`the position table is [${operation.bias.shape}], [${expected}] is needed at this resolution`);
      }
      return shapeOf(operation.query);
    }
  }
}

/** Number of elements of a shape. */
export function elements(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

function mapShape(shape: Shape, fail: (why: string) => never): [number, number, number, number] {
  if (shape.length !== 4) fail(`a map [N, C, H, W] is needed, not [${shape}]`);
  return shape as unknown as [number, number, number, number];
}

/** Windows that fit: floor((n + padding - kernel) / stride) + 1 on each axis. */
function windows(
  [height, width]: Pair,
  [kernelHeight, kernelWidth]: Pair,
  [strideDown, strideAcross]: Pair,
  [top, left, bottom, right]: Padding,
  fail: (why: string) => never,
): Pair {
  const rows = Math.floor((height + top + bottom - kernelHeight) / strideDown) + 1;
  const columns = Math.floor((width + left + right - kernelWidth) / strideAcross) + 1;
  if (rows < 1 || columns < 1) {
    fail(`a ${kernelHeight}x${kernelWidth} window does not fit into a ${height}x${width} map`);
  }
  return [rows, columns];
}
