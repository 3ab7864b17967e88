/**
 * A chart as data: what chart.js draws, in the page and on a canvas for PNG alike, and the same facts in
 * words for those who do not see it.
 */
export interface ChartSpec {
  /** A chart.js configuration; undefined when there is nothing to draw. */
  readonly config: ChartConfig | undefined;
  /** A sentence a series. */
  readonly summary: readonly string[];
}

/**
 * The part of chart.js' configuration type that is the same for every chart type, its plug-ins' included;
 * chart.js checks the rest when it draws, and every chart is drawn in a test.
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
