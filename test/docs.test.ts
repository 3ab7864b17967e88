import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { examplesIn, parserError } from './support/examples.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs'))]
  .filter((name) => name.endsWith('.md'))
  .map((name) => (existsSync(join(root, name)) ? name : join('docs', name)));
const text = (page: string) => readFileSync(join(root, page), 'utf8');

test.each(pages)('every link and picture of %s is there', (page) => {
  const targets = [...text(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target]) => target as string);
  const missing = targets.filter(
    (target) => !/^(https?|mailto):/.test(target) && !existsSync(join(root, dirname(page), target)),
  );
  expect(missing).toEqual([]);
});

test.each(pages)('every command line of %s is accepted by the parser', async (page) => {
  const blocks = [...text(page).matchAll(/```\w*\n([\s\S]*?)```/g)].map(([, block]) => block);
  for (const example of examplesIn(blocks.join('\n')))
    expect([example, await parserError(example)]).toEqual([example, '']);
});

test('every npm script that a page or a comment of a test names exists', () => {
  const scripts = Object.keys(packageJson.scripts);
  const sources = [
    ...pages,
    ...readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join('test', name)),
  ];
  const named = sources.flatMap((name) =>
    [...text(name).matchAll(/npm run ([a-z][\w:-]*)/g)].map(([, script]) => script),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((script) => !scripts.includes(script as string))).toEqual([]);
});
