import type { ReportModel } from '../data/types.ts';
import { type ChartStyle, colourOf } from './style.ts';

const POINTS = ['circle', 'rect', 'triangle', 'rectRot', 'star', 'crossRot', 'rectRounded', 'cross'] as const;
/** Line dashes by place. Dotted lines are reserved for the training form. */
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [8, 3, 2, 3], [12, 4], [12, 3, 3, 3, 3, 3]];

export interface Mark {
  readonly colour: string;
  readonly point: (typeof POINTS)[number];
  readonly dash: number[];
}

/**
 * Returns the style of a model in every chart: the colour of its family, and the marker and dash of its place in it, so
 * that nothing depends on colour alone.
 */
export function markOf(model: string, models: readonly ReportModel[], style: ChartStyle): Mark {
  const family = models.find(({ id }) => id === model)?.family ?? 'other';
  const siblings = models.filter((other) => other.family === family);
  const at = Math.max(
    0,
    siblings.findIndex(({ id }) => id === model),
  );
  const others = [...new Set(models.map((other) => other.family))].filter((one) => !FAMILIES.includes(one));
  const index = FAMILIES.includes(family)
    ? FAMILIES.indexOf(family)
    : FAMILIES.length + Math.max(0, others.indexOf(family));
  return { ...shapeAt(at), colour: colourOf(style, index) };
}

/** Returns a style by index, for charts whose lines are not models: colour, marker and dash all change. */
export function markAt(at: number, style: ChartStyle): Mark {
  return { ...shapeAt(at), colour: colourOf(style, at) };
}

/** Families in the order of their colours, the same in every report; unknown families follow. */
const FAMILIES = ['fastvit', 'poolformer', 'mobileone', 'efficientnet', 'convnext', 'cmt'];

function shapeAt(at: number): Omit<Mark, 'colour'> {
  return {
    point: POINTS[at % POINTS.length] as Mark['point'],
    dash: [...(DASHES[at % DASHES.length] as readonly number[])],
  };
}
