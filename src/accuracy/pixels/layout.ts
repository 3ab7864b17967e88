/** How samples are stored, as far as their conversion to 8-bit RGB depends on it. */
export type Layout = 'rgb' | 'cmyk' | 'grey16';

/**
 * Reads the layout of a JPEG, PNG, WebP or GIF from its header; undefined for other formats. Asking the decoder for
 * metadata instead would take a tenth of an image's time.
 */
export function sniffLayout(bytes: Uint8Array): Layout | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegComponents(bytes) === 4 ? 'cmyk' : 'rgb';
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47])) {
    const depth = bytes[24];
    const colourType = bytes[25];
    return depth === 16 && colourType === 0 ? 'grey16' : 'rgb';
  }
  if (startsWith(bytes, [0x47, 0x49, 0x46, 0x38]) || startsWith(bytes, [0x52, 0x49, 0x46, 0x46]))
    return 'rgb';
  return undefined;
}

/** Recognises the format of a file by its first bytes; undefined for formats that are not decoded. */
export function formatName(bytes: Uint8Array): string | undefined {
  return FORMATS.find(([, prefix, at = 0]) => startsWith(bytes.subarray(at), prefix))?.[0];
}

const FORMATS: readonly (readonly [name: string, prefix: readonly number[], at?: number])[] = [
  ['JPEG', [0xff, 0xd8]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['GIF', [0x47, 0x49, 0x46, 0x38]],
  ['WebP', [0x57, 0x45, 0x42, 0x50], 8],
  ['TIFF', [0x49, 0x49, 0x2a, 0]],
  ['TIFF', [0x4d, 0x4d, 0, 0x2a]],
  ['AVIF', [0x66, 0x74, 0x79, 0x70], 4],
];

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, i) => bytes[i] === byte);
}

/** Reads the number of colour components from the first frame header; undefined if there is none. */
function jpegComponents(bytes: Uint8Array): number | undefined {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    // SOF0 to SOF15, without DHT, JPG and DAC, which share the range.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return bytes[at + 9];
    }
    at += 2 + ((bytes[at + 2]! << 8) | bytes[at + 3]!);
  }
  return undefined;
}
