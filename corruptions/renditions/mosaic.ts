import { defineCorruption } from '../primitives/define.ts';
import type { Image } from '../primitives/image.ts';
import type { Random } from '../primitives/random.ts';
import { blur } from '../primitives/raster/blur.ts';
import { saturate, stretchContrast } from '../primitives/raster/colour.ts';
import { type Orientation, orientation } from '../primitives/raster/orientation.ts';
import {
  clamp01,
  fromImage,
  lumaOf,
  type Raster,
  raster,
  smoothstep,
  toImage,
  unitOf,
} from '../primitives/raster/raster.ts';
import { relief } from '../primitives/raster/relief.ts';

/**
 * Square tesserae set along the edges of the picture in grey mortar, each of one colour and slightly
 * domed (the oriented Manhattan cells of Hausner, "Simulating decorative mosaics", 2001).
 * Constants: tile size (pixels at 224), width of the mortar (share of a tile).
 */
export const mosaic = defineCorruption({
  name: 'mosaic',
  group: 'rendition',
  summary: 'Square stone tiles laid along edges in mortar.',
  random: true,
  severities: [
    [5, 0.13],
    [6.5, 0.12],
    [8, 0.11],
    [10.5, 0.1],
    [14, 0.09],
  ],
  applyConstants: (image, constants, random) => lay(image, constants as [number, number], random),
});

/** Lists tiles by grid cell: centre and unit direction, four numbers per tile. */
interface Tiles {
  readonly columns: number;
  readonly rows: number;
  readonly places: Float32Array;
}

function lay(image: Image, [tile, mortar]: [number, number], random: Random): Image {
  const size = Math.max(2.2, tile * unitOf(image));
  const source = stretchContrast(saturate(fromImage(image), 1.45), 1.5);
  const { width, height } = source;
  const field = orientation(lumaOf(blur(source, 0.3 * size)), size);
  const tiles = start(width, height, size, field, random);
  const labels = new Int32Array(width * height);
  const room = raster(width, height, 1);
  for (let round = 0; round < 3; round++) {
    assign(tiles, width, height, labels, room.data);
    if (round < 2) settle(tiles, width, labels, field);
  }
  const colours = averages(source, labels, tiles.columns * tiles.rows);
  for (let i = 0; i < colours.length; i += 3) {
    const tint = 1 + 0.24 * (random.uniform() - 0.5);
    for (let c = 0; c < 3; c++) colours[i + c] = clamp01(colours[i + c]! * tint);
  }
  return toImage(set(labels, room, colours, mortar * size, size));
}

function start(width: number, height: number, size: number, { tangent }: Orientation, random: Random): Tiles {
  const columns = Math.max(1, Math.round(width / size));
  const rows = Math.max(1, Math.round(height / size));
  const places = new Float32Array(4 * columns * rows);
  for (let i = 0; i < columns * rows; i++) {
    const x = (((i % columns) + 0.5 + 0.3 * (random.uniform() - 0.5)) * width) / columns;
    const y = ((Math.floor(i / columns) + 0.5 + 0.3 * (random.uniform() - 0.5)) * height) / rows;
    const at = 2 * (Math.floor(y) * width + Math.floor(x));
    places.set([x, y, tangent.data[at]!, tangent.data[at + 1]!], 4 * i);
  }
  return { columns, rows, places };
}

/**
 * Finds the nearest tile of every pixel, by the larger of the distances along and across the tile's own direction,
 * and the margin to the next tile: the difference of the two smallest distances, 0 on a border.
 */
function assign(
  { columns, rows, places }: Tiles,
  width: number,
  height: number,
  labels: Int32Array,
  room: Float32Array,
): void {
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * rows) / height);
    for (let x = 0; x < width; x++) {
      const column = Math.floor(((x + 0.5) * columns) / width);
      let first = Infinity;
      let second = Infinity;
      let best = 0;
      for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++)
        for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
          const at = 4 * (r * columns + c);
          const rx = x + 0.5 - places[at]!;
          const ry = y + 0.5 - places[at + 1]!;
          const along = Math.abs(rx * places[at + 2]! + ry * places[at + 3]!);
          const across = Math.abs(ry * places[at + 2]! - rx * places[at + 3]!);
          const distance = Math.max(along, across) + 0.15 * (along + across);
          if (distance < first) {
            second = first;
            first = distance;
            best = at >> 2;
          } else if (distance < second) second = distance;
        }
      labels[y * width + x] = best;
      room[y * width + x] = second === Infinity ? 1e6 : second - first;
    }
  }
}

/** Moves every tile to the centre of its pixels and turns it to the direction there (Lloyd's algorithm). */
function settle(tiles: Tiles, width: number, labels: Int32Array, { tangent }: Orientation): void {
  const { places } = tiles;
  const sums = new Float64Array((places.length / 4) * 3);
  for (let i = 0; i < labels.length; i++) {
    const at = 3 * labels[i]!;
    sums[at] = sums[at]! + (i % width) + 0.5;
    sums[at + 1] = sums[at + 1]! + Math.floor(i / width) + 0.5;
    sums[at + 2] = sums[at + 2]! + 1;
  }
  for (let tile = 0; tile < places.length / 4; tile++) {
    const count = sums[3 * tile + 2]!;
    if (count === 0) continue;
    const x = sums[3 * tile]! / count;
    const y = sums[3 * tile + 1]! / count;
    const at = 2 * (Math.floor(y) * width + Math.floor(x));
    places.set([x, y, tangent.data[at]!, tangent.data[at + 1]!], 4 * tile);
  }
}

function averages({ data }: Raster, labels: Int32Array, count: number): Float32Array {
  const sums = new Float64Array(3 * count);
  const pixels = new Float64Array(count);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    pixels[label] = pixels[label]! + 1;
    for (let c = 0; c < 3; c++) sums[3 * label + c] = sums[3 * label + c]! + data[3 * i + c]!;
  }
  return Float32Array.from(sums, (sum, i) => sum / Math.max(1, pixels[Math.floor(i / 3)]!));
}

function set(labels: Int32Array, room: Raster, colours: Float32Array, mortar: number, size: number): Raster {
  const { width, height } = room;
  const out = raster(width, height, 3);
  const heights = raster(width, height, 1);
  for (let i = 0; i < labels.length; i++) {
    const stone = smoothstep(mortar - 0.5, mortar + 0.7, room.data[i]!);
    for (let c = 0; c < 3; c++) {
      const grey = [0.27, 0.25, 0.23][c]!;
      out.data[3 * i + c] = grey + stone * (colours[3 * labels[i]! + c]! - grey);
    }
    heights.data[i] = Math.min(room.data[i]!, mortar + 0.18 * size) * 0.5;
  }
  relief(out, heights, 0.16);
  return out;
}
