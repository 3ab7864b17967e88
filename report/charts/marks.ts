import type { ReportModel } from '../data.ts';
import { type ChartStyle, familyColour } from './style.ts';

const POINTS = ['circle', 'rect', 'triangle', 'rectRot', 'star', 'crossRot', 'rectRounded', 'cross'] as const;
/** None is dotted: dots are the training form. */
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [8, 3, 2, 3], [12, 4], [12, 3, 3, 3, 3, 3]];

export interface Mark {
  readonly colour: string;
  readonly point: (typeof POINTS)[number];
  readonly dash: number[];
}

/**
 * How a model looks in every chart: the colour of its family, the marker and the dash of its place in the
 * family, so that nothing depends on colour alone.
 */
export function markOf(model: string, models: readonly ReportModel[], style: ChartStyle): Mark {
  const family = models.find(({ id }) => id === model)?.family ?? 'other';
  const siblings = models.filter((other) => other.family === family);
  const at = Math.max(
    0,
    siblings.findIndex(({ id }) => id === model),
  );
  return {
    colour: familyColour(style, family),
    point: POINTS[at % POINTS.length] as Mark['point'],
    dash: [...(DASHES[at % DASHES.length] as readonly number[])],
  };
}

/** A mark by place, where the lines of a chart are no models: colour, marker and dash all change. */
export function markAt(at: number, style: ChartStyle): Mark {
  return {
    colour: style.palette[at % style.palette.length] as string,
    point: POINTS[at % POINTS.length] as Mark['point'],
    dash: [...(DASHES[at % DASHES.length] as readonly number[])],
  };
}
