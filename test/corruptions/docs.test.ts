import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { corruptions } from '../../corruptions/index.ts';
import { generated } from '../../scripts/corruption-tables.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

it.each(
  Object.entries(generated).flatMap(([page, parts]) =>
    Object.entries(parts).map(([name, part]) => [page, name, part] as const),
  ),
)('%s has the %s of the registry', (page, name, part) => {
  // Stale? npm run docs -- corruptions
  expect(readFileSync(`${root}${page}`, 'utf8')).toContain(
    `<!-- ${name} -->\n${part}\n<!-- end of ${name} -->`,
  );
});

it.each([
  ['corruptions', false],
  ['renditions', true],
  ['renditions-astronaut', true],
  ['renditions-chelsea', true],
] as const)('the sheet of %s has a row for each and is small', async (file, renditions) => {
  const path = `${root}docs/images/${file}.png`;
  const names = corruptions
    .filter(({ group }) => (group === 'rendition') === renditions)
    .map(({ name }) => name);
  const { width, height } = await sharp(path).metadata();
  const margin = 8 + 6 * Math.max(...names.map((name) => name.length));
  expect([width, height]).toEqual([2 * (margin + 5 * 112), 17 + Math.ceil(names.length / 2) * 112]);
  expect(statSync(path).size).toBeLessThan(1.5e6);
});

it('every link of the README leads somewhere', () => {
  const links = [...readFileSync(`${root}corruptions/README.md`, 'utf8').matchAll(/\]\(([^)#]+)/g)];
  const missing = links.filter(
    ([, target = '']) => !target.startsWith('https://') && !existsSync(`${root}corruptions/${target}`),
  );
  expect(missing).toEqual([]);
});
