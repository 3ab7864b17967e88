/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** An 8-bit RGB image, row-major, channels last: `data.length === width * height * 3`. */
export interface Image extends Size {
  readonly data: Uint8Array | Uint8ClampedArray;
}

/**
 * Checks that the sizes are positive integers that fit the data.
 * @throws RangeError, naming `who`, if they are not
 */
export function assertImage({ width, height, data }: Image, who: string): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1)
    throw new RangeError(`${who}: an image of ${width}×${height} pixels is empty`);
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray))
    throw new RangeError(`${who}: the samples must be 8-bit (Uint8Array or Uint8ClampedArray)`);
  if (data.length !== width * height * 3)
    throw new RangeError(
      `${who}: ${width}×${height} RGB needs ${width * height * 3} samples, not ${data.length}`,
    );
}

/** Returns a black image of the size of another. */
export function blankLike({ width, height }: Size): Image & { readonly data: Uint8Array } {
  return { width, height, data: new Uint8Array(width * height * 3) };
}

/** Makes RGB from grey samples (`width * height`), repeated in the three channels, as the references do. */
export function fromGrey(width: number, height: number, grey: Uint8Array | Uint8ClampedArray): Image {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.fill(grey[i]!, 3 * i, 3 * i + 3);
  return { width, height, data };
}

/** Makes RGB from RGBA samples, as a canvas returns them; drops alpha. */
export function fromRgba(width: number, height: number, rgba: Uint8Array | Uint8ClampedArray): Image {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set(rgba.subarray(4 * i, 4 * i + 3), 3 * i);
  return { width, height, data };
}

/** Makes 8-bit RGB from samples on 0..1, rounded to the nearest level and clipped. */
export function fromFloat(width: number, height: number, rgb: Float32Array | Float64Array): Image {
  const data = new Uint8ClampedArray(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = Math.round(255 * rgb[i]!);
  return { width, height, data };
}
