import { packageFile } from '../../src/files/index.ts';
import type { ChartConfig, ChartSpec } from '../charts/chart.ts';
import { chartJs } from '../charts/register.ts';
import { type ChartStyle, lightStyle } from '../charts/style.ts';

export interface PngOptions {
  readonly width: number;
  readonly height: number;
  /** Device pixels per pixel. */
  readonly scale: number;
  readonly style: ChartStyle;
}

/**
 * Draws a chart as the page does, to the bytes of a PNG file; undefined when there is nothing to draw. The font ships
 * with the package, so that a machine without fonts draws the same picture.
 */
export async function renderPng(
  { config }: ChartSpec,
  options: Partial<PngOptions> = {},
): Promise<Uint8Array | undefined> {
  if (config === undefined) return undefined;
  const { width = 760, height = 420, scale = 2, style = pictureStyle } = options;
  const { createCanvas, GlobalFonts } = await import('@napi-rs/canvas');
  if (!GlobalFonts.has(FONT)) GlobalFonts.registerFromPath(packageFile('assets/fonts/DejaVuSans.ttf'), FONT);
  const canvas = createCanvas(width * scale, height * scale);
  const Kind = chartJs();
  // biome-ignore lint/suspicious/noExplicitAny: chart.js asks for a browser's canvas; this one has what it needs.
  const chart = new Kind(canvas as any, forCanvas(config, scale, style) as any);
  chart.resize(width, height);
  chart.draw();
  const bytes = canvas.toBuffer('image/png');
  chart.destroy();
  return bytes;
}

/** The shipped font gets a unique name, because the system's font of the usual name may be another version. */
const FONT = 'fastvit-bench sans';

/** The style of pictures: the light one, in the shipped font. */
export const pictureStyle: ChartStyle = { ...lightStyle, font: `'${FONT}'` };

/** Adapts a configuration to drawing without a page: no resizing, and the background painted first. */
function forCanvas(config: ChartConfig, scale: number, style: ChartStyle) {
  return {
    ...config,
    options: { ...config.options, responsive: false, animation: false, devicePixelRatio: scale, events: [] },
    plugins: [
      {
        id: 'background',
        beforeDraw({ ctx, width, height }: { ctx: CanvasLike; width: number; height: number }) {
          ctx.save();
          ctx.globalCompositeOperation = 'destination-over';
          ctx.fillStyle = style.surface;
          ctx.fillRect(0, 0, width, height);
          ctx.restore();
        },
      },
    ],
  };
}

interface CanvasLike {
  globalCompositeOperation: string;
  fillStyle: unknown;
  save(): void;
  restore(): void;
  fillRect(x: number, y: number, width: number, height: number): void;
}
