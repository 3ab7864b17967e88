/** A colour as lightness (0..1), and distances from grey along green-red and blue-yellow: OKLab (Ottosson 2020). */
type Lab = readonly [lightness: number, a: number, b: number];

/** Number of candidates for each new colour. */
const CANDIDATES = 96;
/** Minimum contrast to the surface, which WCAG requires of graphics. */
const LEAST_CONTRAST = 3.2;

/**
 * A colour for any index: those of the palette first, then as many more as are asked for. Each new colour is, of a
 * stretch of an endless sequence of hues, lightnesses and chromas, the one that is farthest from all before it and
 * stands out from the surface.
 *
 * @param index from 0
 * @param surface the background, as `#rrggbb`
 * @returns `#rrggbb`
 */
export function colourAt(palette: readonly string[], surface: string, index: number): string {
  const known = palette[index];
  if (known !== undefined) return known;
  const taken = palette.map((colour) => labOf(channelsOf(colour)));
  let last = palette[0] as string;
  for (let at = palette.length; at <= index; at++) {
    last = farthest(taken, surface, at);
    taken.push(labOf(channelsOf(last)));
  }
  return last;
}

/** Computes the WCAG 2 contrast of two colours, 1..21. */
export function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Computes the Euclidean distance in OKLab: 0 for the same colour, 1 between black and white. */
export function distance(one: string, other: string): number {
  return between(labOf(channelsOf(one)), labOf(channelsOf(other)));
}

function farthest(taken: readonly Lab[], surface: string, at: number): string {
  let best = { colour: '', away: -1 };
  for (let step = 0; best.colour === '' || step < CANDIDATES; step++) {
    const channels = candidate(at * CANDIDATES + step);
    if (channels === undefined) continue;
    const colour = hex(channels);
    if (contrast(colour, surface) < LEAST_CONTRAST) continue;
    const lab = labOf(channels);
    const away = Math.min(...taken.map((other) => between(lab, other)));
    if (away > best.away) best = { colour, away };
  }
  return best.colour;
}

/**
 * The sequence: hue, lightness and chroma advance by irrational steps (Roberts 2018), so that any stretch of it covers
 * the space evenly and no colour comes twice. Undefined where sRGB does not have the colour.
 */
function candidate(at: number): readonly number[] | undefined {
  const [hue, lightness, chroma] = [0.8191725134, 0.6710436067, 0.5497004779].map(
    (step) => (at * step) % 1,
  ) as [number, number, number];
  const angle = 2 * Math.PI * hue;
  const reach = 0.05 + 0.17 * chroma;
  const channels = channelsOfLab([0.35 + 0.55 * lightness, reach * Math.cos(angle), reach * Math.sin(angle)]);
  return channels.every((value) => value >= 0 && value <= 1) ? channels : undefined;
}

function between(one: Lab, other: Lab): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour).map(linear);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function labOf(channels: readonly number[]): Lab {
  const [r = 0, g = 0, b = 0] = channels.map(linear);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function channelsOfLab([lightness, a, b]: Lab): number[] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((value) => (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
}

/** Converts sRGB to linear light, 0..1. */
function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function channelsOf(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
}

function hex(channels: readonly number[]): string {
  return `#${channels
    .map((value) =>
      Math.round(255 * value)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
