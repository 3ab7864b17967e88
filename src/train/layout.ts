import { elements, type Graph, type Parameter, type TensorReader } from '../backbones/graph/index.ts';

/** The position of a tensor in the vector that holds the state of a network. */
export interface Place {
  readonly parameter: Parameter;
  readonly offset: number;
  readonly size: number;
}

/**
 * The state of a network as one vector: learned tensors first, then running statistics, each in the order of the
 * state dict. With one vector, the update of all tensors is a single chain of operations.
 */
export interface Layout {
  readonly places: readonly Place[];
  /** Length of the learned part. */
  readonly learned: number;
  readonly total: number;
}

/** Returns the layout of a graph's parameters. */
export function layoutOf(graph: Graph): Layout {
  const places: Place[] = [];
  let offset = 0;
  let learned = 0;
  for (const role of ['learnable', 'statistic'] as const) {
    for (const parameter of graph.parameters) {
      if (parameter.role !== role) continue;
      const size = elements(parameter.shape);
      places.push({ parameter, offset, size });
      offset += size;
    }
    if (role === 'learnable') learned = offset;
  }
  return { places, learned, total: offset };
}

/** Copies tensors into a vector. */
export function gather(layout: Layout, read: TensorReader): Float32Array {
  const vector = new Float32Array(layout.total);
  for (const { parameter, offset } of layout.places) {
    vector.set(Float32Array.from(read(parameter.name, parameter)), offset);
  }
  return vector;
}

/** Returns a reader of the tensors in a vector. Counters, which are not in it, read as 0. */
export function readerOf(layout: Layout, vector: Float32Array): TensorReader {
  const byName = new Map(layout.places.map((place) => [place.parameter.name, place]));
  return (name, parameter) => {
    const place = byName.get(name);
    if (place !== undefined) return vector.subarray(place.offset, place.offset + place.size);
    if (parameter.role === 'counter') return new Float32Array(elements(parameter.shape));
    throw new Error(`${name}: no such tensor in the state`);
  };
}
