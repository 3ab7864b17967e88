import { sizes } from './definition/onnx.ts';
import { operator, type Value } from './definition/operator.ts';
import { differentiateTaps, evaluateTaps, type Taps } from './definition/positional.ts';
import type { ValueId } from './definition/tensors.ts';
import { integers } from './definition/tfjs.ts';
import { mapShape } from './definition/windows.ts';

type Size = [height: number, width: number];
type Options = { readonly mode: 'nearest' | 'bilinear'; readonly size: Readonly<Size> };
export type Resize = Options & { readonly op: 'resize'; readonly input: ValueId };

export const resize = operator<Resize>()({
  op: 'resize',
  summary: 'a map in another size, nearest or bilinear, with half-pixel centres',
  operands: ['input'],
  parameters: [],
  build: (to) => ({
    resize: (x: Value, how: Options): Value => to.add('resize', { op: 'resize', input: x.id, ...how }),
  }),
  shape: ({ input, size }, shapeOf, fail) => [...mapShape(shapeOf(input), fail).slice(0, 2), ...size],
  macs: 0,
  evaluate: (node, read) => evaluateTaps(node.input, read, taps(node)),
  onnx: {
    best: ({ name, input, mode, size }, operands, to) =>
      to.node('Resize', name, [operands.name(input), '', '', sizes(to, size)], {
        mode: { string: mode === 'nearest' ? 'nearest' : 'linear' },
        nearest_mode: { string: 'round_prefer_ceil' },
        axes: { ints: [2, 3] },
      }),
  },
  tfjs: {
    write({ name, input, mode, size }, operands, to) {
      const inputs = [operands.name(input), integers(size, to)];
      const op = mode === 'nearest' ? 'ResizeNearestNeighbor' : 'ResizeBilinear';
      return to.node(op, name, inputs, { half_pixel_centers: { bool: true } });
    },
    kernels: {
      ResizeBilinear: ({ image }, [x], [size]) => image.resizeBilinear(x!, size as Size, false, true),
      ResizeNearestNeighbor: ({ image }, [x], [size]) =>
        image.resizeNearestNeighbor(x!, size as Size, false, true),
    },
  },
  gradient: (node, scope) => differentiateTaps(node, scope, `resize ${node.mode}`, taps(node)),
});

/** PyTorch's `bilinear` and `nearest-exact`: no antialiasing, edges repeated. */
function taps({ mode, size }: Resize): Taps {
  const along = (at: number, from: number, onto: number): [number, number][] => {
    const centre = Math.min(Math.max(((at + 0.5) * from) / onto - 0.5, 0), from - 1);
    if (mode === 'nearest') return [[Math.floor(centre + 0.5), 1]];
    const tap = (i: number): [number, number] => [Math.min(i, from - 1), 1 - Math.abs(centre - i)];
    return [tap(Math.floor(centre)), tap(Math.floor(centre) + 1)];
  };
  return ([, , height, width], outRow, outColumn) =>
    along(outRow, height!, size[0]).flatMap(([row, a]) =>
      along(outColumn, width!, size[1]).map(([column, b]) => ({ row, column, weight: a * b })),
    );
}
