import type { Uniform } from '../../stats/index.ts';
import { angle, sine } from './trigonometry.ts';

/** A figure on the unit disc: returns 0 for the background, 1 or 2 for the figure's first or second colour. */
export type Figure = (u: number, v: number) => 0 | 1 | 2;

/**
 * A class of figures: draws the parameters that vary within the class and returns a figure.
 *
 * @param period of the pattern, in coordinates of the figure
 */
export type FigureClass = (period: number, uniform: Uniform) => Figure;

/** The ten classes; the index of an entry is its label. */
export const figureClasses: Readonly<Record<string, FigureClass>> = {
  stripes: (period, uniform) => onPatch(uniform, (u) => below(u / period)),
  checks: (period, uniform) =>
    onPatch(uniform, (u, v) => ((Math.floor(u / period) + Math.floor(v / period)) & 1) === 0),
  dots: (period, uniform) =>
    onPatch(uniform, (u, v) => {
      const [x, y] = [fraction(u / period) - 0.5, fraction(v / period) - 0.5];
      return x * x + y * y < 0.09;
    }),
  rings: (period, uniform) => onPatch(uniform, (u, v) => below(Math.sqrt(u * u + v * v) / period)),
  spiral: (period, uniform) => {
    const turn = uniform() < 0.5 ? -1 : 1;
    return onPatch(uniform, (u, v) => below(Math.sqrt(u * u + v * v) / period + turn * angle(v, u)));
  },
  waves: (period, uniform) => {
    const height = period * (0.45 + 0.25 * uniform());
    return onPatch(uniform, (u, v) => below((u + height * sine(v / (2.2 * period))) / period));
  },
  bricks: (period, uniform) =>
    onPatch(uniform, (u, v) => {
      const row = Math.floor(v / period);
      const shift = (row & 1) * period;
      return fraction(v / period) < 0.3 || fraction((u + shift) / (2 * period)) < 0.15;
    }),
  star: (_, uniform) => {
    const points = 5 + Math.floor(2 * uniform());
    const inner = 0.38 + 0.1 * uniform();
    return shaded(uniform, (u, v) => {
      // Within a ray, the edge is a straight line between an outer and an inner corner.
      const ray = Math.abs(fraction(angle(v, u) * points) - 0.5) * 2;
      const radius = Math.sqrt(u * u + v * v);
      return radius < inner / (ray + inner * (1 - ray));
    });
  },
  cross: (_, uniform) => {
    const arm = 0.22 + 0.1 * uniform();
    return shaded(uniform, (u, v) => {
      const [x, y] = [Math.abs(u), Math.abs(v)];
      return (x < arm && y < 0.95) || (y < arm && x < 0.95);
    });
  },
  polygon: (_, uniform) => {
    const sides = 3 + Math.floor(4 * uniform());
    const flat = sine(0.25 - 0.5 / sides);
    return shaded(uniform, (u, v) => {
      const off = (fraction(angle(v, u) * sides) - 0.5) / sides;
      return Math.sqrt(u * u + v * v) * sine(0.25 - off) < 0.95 * flat;
    });
  },
};

/** Returns a pattern of two colours on an elliptic patch with an irregular border. */
function onPatch(uniform: Uniform, ink: (u: number, v: number) => boolean): Figure {
  const squeeze = 0.7 + 0.3 * uniform();
  const [phase, dent] = [uniform(), 0.12 * uniform()];
  const lobes = 2 + Math.floor(3 * uniform());
  return (u, v) => {
    const y = v / squeeze;
    const reach = 0.97 - dent * (1 + sine(lobes * angle(y, u) + phase));
    if (u * u + y * y > reach * reach) return 0;
    return ink(u, v) ? 1 : 2;
  };
}

/** Returns a shape in the first colour with blotches of the second. */
function shaded(uniform: Uniform, inside: (u: number, v: number) => boolean): Figure {
  const [a, b, c, d] = [uniform(), uniform(), 0.6 + uniform(), 0.6 + uniform()];
  const threshold = 0.9 + 0.8 * uniform();
  return (u, v) => {
    if (!inside(u, v)) return 0;
    return sine(c * u + a) + sine(d * v + b) > threshold ? 2 : 1;
  };
}

function fraction(x: number): number {
  return x - Math.floor(x);
}

function below(x: number): boolean {
  return fraction(x) < 0.5;
}
