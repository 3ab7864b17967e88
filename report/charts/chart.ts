/** A chart as data: what chart.js draws, on the page and for PNG, and a description in words for readers who cannot see it. */
export interface ChartSpec {
  /** A chart.js configuration; undefined if it has no data. */
  readonly config: ChartConfig | undefined;
  /** One sentence per series. */
  readonly summary: readonly string[];
}

/**
 * The part of chart.js' configuration type that is the same for every chart type, those of its plug-ins included.
 * chart.js checks the rest when it draws, and a test draws every chart.
 */
export interface ChartConfig {
  readonly type: string;
  readonly data: {
    readonly labels?: readonly (string | number)[];
    readonly datasets: readonly (Readonly<Record<string, unknown>> & {
      readonly label: string;
      readonly data: readonly unknown[];
    })[];
  };
  readonly options: Readonly<Record<string, unknown>>;
}

export const empty: ChartSpec = { config: undefined, summary: [] };
