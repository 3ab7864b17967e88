import { colourAt } from './colours.ts';

/** Colours and font of a chart: the page passes its theme, PNG files use the light one. */
export interface ChartStyle {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly surface: string;
  readonly font: string;
  readonly fontSize: number;
  /**
   * The first colours of categories, distinct in every common colour vision; `colourOf` continues them. Markers and
   * dashes repeat the distinction.
   */
  readonly palette: readonly string[];
  /** For heat maps, from low to high: monotone in lightness. */
  readonly ramp: readonly (readonly [red: number, green: number, blue: number])[];
}

/** After Okabe and Ito (2008), darkened until each has a contrast of 3:1 on white. */
export const lightStyle: ChartStyle = {
  text: '#1b1f24',
  muted: '#57606a',
  grid: '#d8dee4',
  surface: '#ffffff',
  font: 'DejaVu Sans, Verdana, sans-serif',
  fontSize: 12,
  palette: ['#0072b2', '#d55e00', '#00805f', '#b0508a', '#8a6d00', '#6a51a3', '#4b4b4b'],
  ramp: [
    [255, 255, 229],
    [254, 217, 118],
    [252, 141, 60],
    [189, 0, 38],
    [73, 0, 47],
  ],
};

export const darkStyle: ChartStyle = {
  text: '#e6edf3',
  muted: '#9da7b3',
  grid: '#30363d',
  surface: '#0d1117',
  font: lightStyle.font,
  fontSize: 12,
  palette: ['#56b4e9', '#ff8c42', '#2fc79a', '#e79ac6', '#e6c229', '#b39ddb', '#c9d1d9'],
  ramp: [
    [30, 20, 60],
    [106, 28, 106],
    [189, 55, 84],
    [249, 142, 9],
    [252, 255, 164],
  ],
};

/** Returns a point of the ramp. @param fraction 0..1 */
export function rampColour({ ramp }: ChartStyle, fraction: number): string {
  const at = Math.min(1, Math.max(0, fraction)) * (ramp.length - 1);
  const low = ramp[Math.floor(at)] ?? [0, 0, 0];
  const high = ramp[Math.ceil(at)] ?? low;
  const mixed = low.map((value, channel) =>
    Math.round(value + ((high[channel] as number) - value) * (at % 1)),
  );
  return `rgb(${mixed.join(', ')})`;
}

/** Returns black or white, whichever is easier to read on a point of the ramp. @param fraction 0..1 */
export function inkOn(style: ChartStyle, fraction: number): string {
  const [red = 0, green = 0, blue = 0] = (rampColour(style, fraction).match(/\d+/g) ?? []).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 128 ? '#000000' : '#ffffff';
}

/** Returns the colour of a category by its index: the palette's, then as many generated ones as needed. */
export function colourOf({ palette, surface }: ChartStyle, index: number): string {
  return colourAt(palette, surface, index);
}
