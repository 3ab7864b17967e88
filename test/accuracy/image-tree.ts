import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { imagePath } from './pixels/pillow.ts';

/** A new temporary folder with the given files: text, bytes, or `image:<name>` of the pixel fixtures. */
export function makeTree(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(join(tmpdir(), 'fastvit-bench-'));
  roots.push(root);
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === 'string' && content.startsWith('image:')) {
      copyFileSync(fileURLToPath(imagePath(content.slice(6))), path);
    } else writeFileSync(path, content);
  }
  return root;
}

/** Puts the same image under several names. */
export function sameImage(names: readonly string[], image = 'tiny_16x16.png'): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `image:${image}`]));
}

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true, force: true });
});
