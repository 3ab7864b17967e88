import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { corruptionTables, listCorruptions } from '../../../src/accuracy/corrupted/index.ts';

const docs = fileURLToPath(new URL('../../../docs/', import.meta.url));

it.each(Object.entries(corruptionTables()))('the table of %s is that of the registry', (name, table) => {
  const text = readFileSync(`${docs}corruptions.md`, 'utf8');
  // Stale? npm run docs -- corruptions
  expect(text).toContain(`<!-- ${name} -->\n${table}\n<!-- end of ${name} -->`);
});

it.each([
  ['corruptions', false],
  ['renditions', true],
  ['renditions-astronaut', true],
  ['renditions-chelsea', true],
] as const)('the sheet of %s has a row for each and is small', async (file, renditions) => {
  const path = `${docs}images/${file}.png`;
  const names = listCorruptions()
    .filter(({ group }) => (group === 'rendition') === renditions)
    .map(({ name }) => name);
  const { width, height } = await sharp(path).metadata();
  const margin = 8 + 6 * Math.max(...names.map((name) => name.length));
  expect([width, height]).toEqual([2 * (margin + 5 * 112), 17 + Math.ceil(names.length / 2) * 112]);
  expect(statSync(path).size).toBeLessThan(1.5e6);
});
