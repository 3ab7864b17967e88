import { expect, test } from 'vitest';
import { colourAt, contrast, distance } from '../../report/charts/colours.ts';
import { markOf } from '../../report/charts/marks.ts';
import { darkStyle, lightStyle } from '../../report/charts/style.ts';

const themes = { light: lightStyle, dark: darkStyle };

test.each(Object.entries(themes))(
  '%s: 24 colours stand out from the page and from each other',
  (_, style) => {
    const { palette, surface } = style;
    const colours = Array.from({ length: 24 }, (_, at) => colourAt(palette, surface, at));
    expect(colours.slice(0, palette.length)).toEqual(palette);
    for (const colour of colours) expect(contrast(colour, surface), colour).toBeGreaterThanOrEqual(3);
    const apart = colours.flatMap((one, at) => colours.slice(0, at).map((other) => distance(one, other)));
    // What separates the two closest colours of the hand-made dark palette.
    expect(Math.min(...apart)).toBeGreaterThan(0.08);
  },
);

test('contrast and distance agree with known values', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 6);
  expect(contrast('#ffffff', '#777777')).toBeCloseTo(4.478, 3);
  expect(distance('#000000', '#ffffff')).toBeCloseTo(1, 4);
  // Red in OKLab is 0.62796, 0.22486, 0.12585.
  expect(distance('#000000', '#ff0000')).toBeCloseTo(Math.hypot(0.62796, 0.22486, 0.12585), 4);
});

test('twenty families have twenty colours; the first six keep theirs whatever a report holds', () => {
  const known = ['fastvit', 'poolformer', 'mobileone', 'efficientnet', 'convnext', 'cmt'];
  const families = ['new0', ...known.toReversed(), ...Array.from({ length: 13 }, (_, at) => `new${at + 1}`)];
  const models = families.map((family) => ({ id: family, family, published: [], studies: [] }));
  const colours = families.map((family) => markOf(family, models, lightStyle).colour);
  expect(new Set(colours).size).toBe(20);
  expect(known.map((family) => markOf(family, models, lightStyle).colour)).toEqual(
    lightStyle.palette.slice(0, 6),
  );
});
