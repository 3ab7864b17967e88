import { elements, type Graph, type Parameter, type TensorReader } from '../backbones/graph/index.ts';

/** Where a tensor lies in the one vector that holds a network's state. */
export interface Place {
  readonly parameter: Parameter;
  readonly offset: number;
  readonly size: number;
}

/**
 * The state of a network as one vector: what is learned first, then the running statistics, each in the
 * order of the state dict. One vector makes the update of all tensors a single chain of operations.
 */
export interface Layout {
  readonly places: readonly Place[];
  /** Length of the learned part. */
  readonly learned: number;
  readonly total: number;
}

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

/** The vector of given tensors. */
export function gather(layout: Layout, read: TensorReader): Float32Array {
  const vector = new Float32Array(layout.total);
  for (const { parameter, offset } of layout.places) {
    vector.set(Float32Array.from(read(parameter.name, parameter)), offset);
  }
  return vector;
}

/** Reads a vector tensor by tensor; a counter, which is not in it, is 0. */
export function readerOf(layout: Layout, vector: Float32Array): TensorReader {
  const byName = new Map(layout.places.map((place) => [place.parameter.name, place]));
  return (name, parameter) => {
    const place = byName.get(name);
    if (place !== undefined) return vector.subarray(place.offset, place.offset + place.size);
    if (parameter.role === 'counter') return new Float32Array(elements(parameter.shape));
    throw new Error(`${name}: no such tensor in the state`);
  };
}
