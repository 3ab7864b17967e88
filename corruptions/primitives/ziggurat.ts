import { word } from './hash.ts';

/** Layers of the ziggurat, all of equal area. */
const LAYERS = 128;

/** Where the lowest layer ends and the tail begins, and the area of a layer (Marsaglia and Tsang, 2000, n = 128). */
const TAIL = 3.442619855899;
const AREA = 9.91256303526217e-3;

/** Bits of a word: 7 choose the layer, 1 the sign, 24 the place within the layer. */
const PLACES = 2 ** 24;

interface Ziggurat {
  /** Width of a layer divided by the number of places. */
  readonly scale: Float64Array;
  /** Number of places that are certain to lie under the curve. */
  readonly inside: Int32Array;
  /** The curve at the layer's edge. */
  readonly height: Float64Array;
}

export const ziggurat = build();

/**
 * Returns draw number `n` of the stream (key0, key1) as a standard normal (ziggurat that takes layer, sign and place
 * from separate bits, as Doornik recommends). Words beyond the first come from a stream of this draw's own.
 */
export function normalAt(key0: number, key1: number, n: number): number {
  const bits = word(key0, key1, n);
  const layer = bits & (LAYERS - 1);
  const place = bits >>> 8;
  const magnitude =
    place < ziggurat.inside[layer]! ? (place + 0.5) * ziggurat.scale[layer]! : edge(layer, place, bits, key1);
  return bits & LAYERS ? -magnitude : magnitude;
}

/** Returns the magnitude of a draw whose place is not certain to lie under the curve (1.2 % of draws). */
export function edge(firstLayer: number, firstPlace: number, own: number, key1: number): number {
  const other = ~key1;
  let layer = firstLayer;
  let place = firstPlace;
  let next = 0;
  for (;;) {
    if (place < ziggurat.inside[layer]!) return (place + 0.5) * ziggurat.scale[layer]!;
    if (layer === 0) return tail(own, other, next);
    const x = (place + 0.5) * ziggurat.scale[layer]!;
    const y = unit(own, other, next++);
    const low = ziggurat.height[layer]!;
    if (low + y * (ziggurat.height[layer + 1]! - low) < Math.exp(-0.5 * x * x)) return x;
    const bits = word(own, other, next++);
    layer = bits & (LAYERS - 1);
    place = bits >>> 8;
  }
}

/** Draws a normal beyond TAIL (Marsaglia, 1964). */
function tail(own: number, other: number, first: number): number {
  let next = first;
  for (;;) {
    const x = -Math.log(unit(own, other, next++)) / TAIL;
    const y = -Math.log(unit(own, other, next++));
    if (2 * y > x * x) return TAIL + x;
  }
}

function unit(key0: number, key1: number, n: number): number {
  return ((word(key0, key1, n) >>> 0) + 0.5) * 2 ** -32;
}

/** Builds the tables. Layer 0 is the lowest, with the tail; edges decrease from layer to layer and end at 0. */
function build(): Ziggurat {
  const curve = (x: number) => Math.exp(-0.5 * x * x);
  // edge[i]: where layer i ends; layer 0 is as wide as a rectangle of its height and area.
  const edges = new Float64Array(LAYERS + 1);
  edges[0] = AREA / curve(TAIL);
  edges[1] = TAIL;
  for (let i = 2; i < LAYERS; i++)
    edges[i] = Math.sqrt(-2 * Math.log(AREA / edges[i - 1]! + curve(edges[i - 1]!)));
  edges[LAYERS] = 0;

  const scale = new Float64Array(LAYERS);
  const inside = new Int32Array(LAYERS);
  const height = new Float64Array(LAYERS + 1);
  for (let i = 0; i < LAYERS; i++) {
    scale[i] = edges[i]! / PLACES;
    inside[i] = Math.floor((edges[i + 1]! / edges[i]!) * PLACES);
    height[i] = curve(edges[i]!);
  }
  height[LAYERS] = 1;
  return { scale, inside, height };
}
