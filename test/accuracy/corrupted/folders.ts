import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const PHOTOS = fileURLToPath(new URL('../../../assets/photos/', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../../fixtures/pixels/images/', import.meta.url));

/** A photograph of the repository. */
export function photoPath(name: 'coffee.png' | 'astronaut.png' | 'chelsea.jpg'): string {
  return join(PHOTOS, name);
}

/** An image of an unusual format. */
export function fixturePath(name: string): string {
  return join(FIXTURES, name);
}

/** Makes a folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-corrupt-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Makes a folder with classes and three photographs. */
export function imageFolder(root: string): string {
  const folder = join(root, 'val');
  for (const [from, to] of [
    ['chelsea.jpg', 'cats/chelsea.JPEG'],
    ['coffee.png', 'cups/coffee.png'],
    ['astronaut.png', 'people/astronaut.png'],
  ] as const) {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    cpSync(photoPath(from), join(folder, to));
  }
  return folder;
}

/** Lists the files below a folder, sorted. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
}
