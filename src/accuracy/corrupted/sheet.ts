import sharp from 'sharp';
import { applySteps, createWorkspace, type FrostTextures, type Image, type Options } from '#corruptions';
import { drawText, LETTER } from './letters.ts';
import type { Version } from './versions.ts';

export interface SheetOptions {
  readonly seed: number;
  /** Key of the random numbers. */
  readonly key: string;
  /** Longer side of a picture on the sheet, in pixels. */
  readonly tile: number;
  /** Number of blocks of rows next to each other, default 1. */
  readonly across?: number;
  readonly variant?: Options['variant'];
  readonly frost?: FrostTextures;
}

const GAP = 4;
const PAPER = 255;
const INK = [40, 40, 40] as const;

/** Draws a contact sheet: a labelled row per corruption, a column per severity. */
export async function contactSheet(
  image: Image,
  versions: readonly Version[],
  options: SheetOptions,
): Promise<Image> {
  const rows = [...rowsOf(versions)];
  const layout = layoutOf(image, rows, options);
  const { width, height, tile } = layout;
  const data = new Uint8Array(width * height * 3).fill(PAPER);
  const apply = { ...pick(options), workspace: createWorkspace() };
  for (const [index, [name, row]] of rows.entries()) {
    const left = Math.floor(index / layout.rowsPerBlock) * layout.blockWidth;
    const top = HEAD + (index % layout.rowsPerBlock) * layout.rowHeight;
    drawText(data, width, left + GAP, top + Math.floor((layout.rowHeight - LETTER.height) / 2), name, INK);
    for (const [column, version] of row.entries()) {
      const x = left + layout.margin + column * (tile.width + GAP);
      if (top === HEAD) drawText(data, width, x + Math.floor(tile.width / 2) - 3, GAP, titleOf(version), INK);
      const made = applySteps(image, version.steps, options.seed, options.key, apply);
      paste(data, width, await shrunk(made, tile), x, top);
    }
  }
  return { width, height, data };
}

const HEAD = LETTER.height + 2 * GAP;

interface SheetLayout {
  readonly width: number;
  readonly height: number;
  readonly tile: { readonly width: number; readonly height: number };
  /** Width of the names. */
  readonly margin: number;
  readonly blockWidth: number;
  readonly rowHeight: number;
  readonly rowsPerBlock: number;
}

function layoutOf(
  image: Image,
  rows: readonly (readonly [string, readonly Version[]])[],
  { tile, across = 1 }: SheetOptions,
): SheetLayout {
  const scale = Math.min(1, tile / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const margin = GAP * 2 + LETTER.width * Math.max(...rows.map(([name]) => name.length));
  const blockWidth = margin + Math.max(...rows.map(([, row]) => row.length)) * (width + GAP);
  const rowHeight = Math.max(height, LETTER.height) + GAP;
  const rowsPerBlock = Math.ceil(rows.length / across);
  return {
    width: across * blockWidth,
    height: HEAD + rowsPerBlock * rowHeight,
    tile: { width, height },
    margin,
    blockWidth,
    rowHeight,
    rowsPerBlock,
  };
}

function paste(
  sheet: Uint8Array,
  width: number,
  { width: columns, height, data }: Image,
  left: number,
  top: number,
): void {
  for (let y = 0; y < height; y++)
    sheet.set(data.subarray(3 * y * columns, 3 * (y + 1) * columns), 3 * ((top + y) * width + left));
}

function pick({ variant, frost }: SheetOptions): Options {
  return { ...(variant === undefined ? {} : { variant }), ...(frost === undefined ? {} : { frost }) };
}

/** Groups versions by the names of their steps. */
function rowsOf(versions: readonly Version[]): Map<string, Version[]> {
  const rows = new Map<string, Version[]>();
  for (const version of versions) {
    const name = version.steps.map(({ corruption }) => corruption).join('+');
    rows.set(name, [...(rows.get(name) ?? []), version]);
  }
  return rows;
}

function titleOf({ steps }: Version): string {
  return steps.map(({ severity }) => severity).join('+');
}

async function shrunk(image: Image, tile: { width: number; height: number }): Promise<Image> {
  const { width, height, data } = image;
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  return { ...tile, data: await picture.resize(tile.width, tile.height, { fit: 'fill' }).raw().toBuffer() };
}
