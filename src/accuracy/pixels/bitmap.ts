import type { Image } from '#corruptions';

// The two formats of torchvision's ImageFolder that the prebuilt sharp cannot decode.

/**
 * Decodes a Windows bitmap or a binary PGM or PPM; returns undefined for other formats.
 * @throws Error for an unsupported variant (run-length encoded, 16 bits) or a truncated file
 */
export function decodeBitmap(bytes: Uint8Array): Image | undefined {
  if (bytes[0] === 0x42 && bytes[1] === 0x4d) return decodeBmp(bytes);
  if (bytes[0] === 0x50 && (bytes[1] === 0x35 || bytes[1] === 0x36)) return decodeNetpbm(bytes);
  return undefined;
}

/** Decodes uncompressed bitmaps with a palette of 1, 4 or 8 bits, or 24 or 32 bits of colour; bottom-up unless the height is negative. */
function decodeBmp(bytes: Uint8Array): Image {
  if (bytes.length < 54) throw new Error('the bitmap is shorter than its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixels = view.getUint32(10, true);
  const headerSize = view.getUint32(14, true);
  const width = view.getInt32(18, true);
  const signedHeight = view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const depth = view.getUint16(28, true);
  const compression = view.getUint32(30, true);
  if (compression !== 0 || ![1, 4, 8, 24, 32].includes(depth)) {
    throw new Error(`a bitmap of ${depth} bits with compression ${compression} is not supported`);
  }
  const stride = Math.ceil((width * depth) / 32) * 4;
  requireBytes(bytes, pixels + stride * height);
  const palette = 14 + headerSize;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const row = pixels + stride * (signedHeight > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const at = row + (bit >> 3);
      // Colours and palette entries are stored blue first.
      const from =
        depth >= 24 ? at : palette + 4 * ((bytes[at]! >> (8 - depth - (bit & 7))) & ((1 << depth) - 1));
      const to = (y * width + x) * 3;
      data[to] = bytes[from + 2]!;
      data[to + 1] = bytes[from + 1]!;
      data[to + 2] = bytes[from]!;
    }
  }
  return { width, height, data };
}

/** Decodes `P5` or `P6`, width, height, 255, one white space, samples; comments run from # to the end of the line. */
function decodeNetpbm(bytes: Uint8Array): Image {
  const head = Buffer.from(bytes.subarray(0, 512)).toString('latin1');
  const match = /^P([56])(?:\s|#[^\n]*\n)+(\d+)(?:\s|#[^\n]*\n)+(\d+)(?:\s|#[^\n]*\n)+(\d+)\s/.exec(head);
  if (!match) throw new Error('the PGM or PPM header is invalid');
  const [width, height, most] = [Number(match[2]), Number(match[3]), Number(match[4])];
  if (most !== 255) throw new Error(`a PGM or PPM with maximum ${most} instead of 255 is not supported`);
  const channels = match[1] === '6' ? 3 : 1;
  const start = match[0].length;
  requireBytes(bytes, start + width * height * channels);
  const samples = bytes.subarray(start, start + width * height * channels);
  if (channels === 3) return { width, height, data: samples.slice() };
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < samples.length; i++) data.fill(samples[i]!, i * 3, i * 3 + 3);
  return { width, height, data };
}

function requireBytes(bytes: Uint8Array, needed: number): void {
  if (bytes.length < needed) throw new Error(`the file is truncated: ${bytes.length} of ${needed} bytes`);
}
