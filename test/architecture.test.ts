import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { districtImports, districts, roomTables } from '../scripts/architecture.ts';
import { architecturePicture } from '../scripts/architecture-picture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
const folders = (path: string) =>
  readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );

test('scripts/rooms.json lists every district, and every room of a district that has rooms', () => {
  expect(districts.map(({ name }) => name).sort()).toEqual(folders('src').sort());
  for (const { name, rooms } of districts)
    if (rooms) expect(rooms.map((room) => room.name).sort()).toEqual(folders(`src/${name}`).sort());
});

test('a district with rooms has no files outside them', () => {
  const own = districts.flatMap(({ name, rooms }) =>
    rooms ? readdirSync(join(root, 'src', name)).filter((file) => file.endsWith('.ts')) : [],
  );
  expect(own).toEqual([]);
});

// Stale? npm run docs -- architecture
test('the table of docs/architecture.md is up to date', () => {
  expect(page).toContain(`<!-- rooms -->\n${roomTables()}\n<!-- end of rooms -->`);
});

test('docs/images/architecture.svg shows the imports as they are', () => {
  const picture = readFileSync(join(root, 'docs/images/architecture.svg'), 'utf8');
  expect(picture).toBe(architecturePicture(districtImports()));
}, 120_000);

test('every file that docs/architecture.md names exists', () => {
  const named = [...page.matchAll(/`([\w./-]+\/[\w./-]+\.\w+)`/g)].map(([, file]) => file as string);
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});
