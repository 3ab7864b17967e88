import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import type { Image } from '../../corruptions/index.ts';

const FIXTURES = new URL('../fixtures/corruptions/', import.meta.url);

/** A PNG under test/fixtures/corruptions as RGB. */
export async function readPicture(path: string): Promise<Image> {
  const { data, info } = await sharp(readFileSync(new URL(path, FIXTURES)))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

export function fixtureText(path: string): string {
  return readFileSync(new URL(path, FIXTURES), 'utf8');
}

/** Returns the largest difference between two images' samples, and the shares that differ at all and by over one level. */
export function differenceOf(a: Image, b: Image) {
  if (a.width !== b.width || a.height !== b.height) throw new Error('the images differ in size');
  let [max, some, more, sum] = [0, 0, 0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const difference = Math.abs(a.data[i]! - b.data[i]!);
    max = Math.max(max, difference);
    if (difference > 0) some++;
    if (difference > 1) more++;
    sum += difference;
  }
  const n = a.data.length;
  return { max_abs: max, frac_gt0: some / n, frac_gt1: more / n, mean_abs: sum / n };
}
