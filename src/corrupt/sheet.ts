import sharp from 'sharp';
import { applySteps, createWorkspace, type FrostTextures, type Image, type Options } from '#corruptions';
import { drawText, LETTER } from './letters.ts';
import type { Version } from './versions.ts';

export interface SheetOptions {
  readonly seed: number;
  /** Key of the random numbers. */
  readonly key: string;
  /** Longer side of a picture in the sheet, pixels. */
  readonly tile: number;
  readonly variant?: Options['variant'];
  readonly frost?: FrostTextures;
}

const GAP = 4;
const PAPER = 255;
const INK = [40, 40, 40] as const;

/** A contact sheet: a row for every corruption with its name, a column for every severity. */
export async function contactSheet(
  image: Image,
  versions: readonly Version[],
  options: SheetOptions,
): Promise<Image> {
  const rows = rowsOf(versions);
  const columns = Math.max(...[...rows.values()].map((row) => row.length));
  const scale = Math.min(1, options.tile / Math.max(image.width, image.height));
  const tile = {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  };
  const margin = GAP * 2 + LETTER.width * Math.max(...[...rows.keys()].map((name) => name.length));
  const head = LETTER.height + 2 * GAP;
  const width = margin + columns * (tile.width + GAP);
  const lineHeight = Math.max(tile.height, LETTER.height) + GAP;
  const height = head + rows.size * lineHeight;
  const data = new Uint8Array(width * height * 3).fill(PAPER);
  const apply = { ...pick(options), workspace: createWorkspace() };
  let top = head;
  for (const [name, row] of rows) {
    drawText(data, width, GAP, top + Math.floor(tile.height / 2) - 4, name, INK);
    for (const [column, version] of row.entries()) {
      const left = margin + column * (tile.width + GAP);
      if (top === head)
        drawText(data, width, left + Math.floor(tile.width / 2) - 3, GAP, titleOf(version), INK);
      const made = await shrunk(applySteps(image, version.steps, options.seed, options.key, apply), tile);
      for (let y = 0; y < tile.height; y++)
        data.set(made.subarray(3 * y * tile.width, 3 * (y + 1) * tile.width), 3 * ((top + y) * width + left));
    }
    top += lineHeight;
  }
  return { width, height, data };
}

function pick({ variant, frost }: SheetOptions): Options {
  return { ...(variant === undefined ? {} : { variant }), ...(frost === undefined ? {} : { frost }) };
}

/** Versions by the name of what is applied, in order. */
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

async function shrunk(image: Image, tile: { width: number; height: number }): Promise<Uint8Array> {
  const { width, height, data } = image;
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  return await picture.resize(tile.width, tile.height, { fit: 'fill' }).raw().toBuffer();
}
