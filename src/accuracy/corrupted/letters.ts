/** Size of a glyph in pixels, including the gap after it. */
export const LETTER = { width: 6, height: 9 } as const;

/**
 * Draws text in a pixel font, so that a contact sheet has labels on machines without fonts. The font has a to z, digits
 * and `_ . : + -`; other characters are blank.
 * @param rgb width × height × 3 samples, changed in place
 */
export function drawText(
  rgb: Uint8Array,
  width: number,
  left: number,
  top: number,
  text: string,
  [red, green, blue]: readonly [number, number, number],
): void {
  [...text].forEach((letter, i) => {
    const rows = GLYPHS[letter] ?? '';
    rows.split(' ').forEach((row, y) => {
      for (let x = 0; x < 5; x++)
        if (Number.parseInt(row || '0', 16) & (16 >> x))
          rgb.set([red, green, blue], 3 * ((top + y) * width + left + i * LETTER.width + x));
    });
  });
}

/** Up to nine rows of five pixels, each a hexadecimal number with its highest bit on the left. */
const GLYPHS: Readonly<Record<string, string>> = {
  a: '0 0 e 1 f 11 f',
  b: '10 10 1e 11 11 11 1e',
  c: '0 0 f 10 10 10 f',
  d: '1 1 f 11 11 11 f',
  e: '0 0 e 11 1f 10 e',
  f: '6 8 1c 8 8 8 8',
  g: '0 0 f 11 11 f 1 1 e',
  h: '10 10 1e 11 11 11 11',
  i: '4 0 c 4 4 4 e',
  j: '2 0 6 2 2 2 2 12 c',
  k: '10 10 12 14 18 14 12',
  l: 'c 4 4 4 4 4 e',
  m: '0 0 1a 15 15 15 15',
  n: '0 0 1e 11 11 11 11',
  o: '0 0 e 11 11 11 e',
  p: '0 0 1e 11 11 1e 10 10 10',
  q: '0 0 f 11 11 f 1 1 1',
  r: '0 0 16 18 10 10 10',
  s: '0 0 f 10 e 1 1e',
  t: '8 8 1c 8 8 8 6',
  u: '0 0 11 11 11 11 f',
  v: '0 0 11 11 11 a 4',
  w: '0 0 11 15 15 15 a',
  x: '0 0 11 a 4 a 11',
  y: '0 0 11 11 11 f 1 1 e',
  z: '0 0 1f 2 4 8 1f',
  '0': 'e 11 13 15 19 11 e',
  '1': '4 c 4 4 4 4 e',
  '2': 'e 11 1 6 8 10 1f',
  '3': 'e 11 1 6 1 11 e',
  '4': '2 6 a 12 1f 2 2',
  '5': '1f 10 1e 1 1 11 e',
  '6': '6 8 10 1e 11 11 e',
  '7': '1f 1 2 4 4 8 8',
  '8': 'e 11 11 e 11 11 e',
  '9': 'e 11 11 f 1 2 c',
  _: '0 0 0 0 0 0 1f',
  '.': '0 0 0 0 0 0 4',
  ':': '0 0 4 0 0 4',
  '+': '0 0 4 4 1f 4 4',
  '-': '0 0 0 0 1f',
};
