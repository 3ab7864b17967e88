import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import * as sources from '../../corruptions/index.ts';
import { chromiumPath, launch } from '../support/browser.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'corruptions-package-'));

describe('the package of corruptions/, packed and installed in an empty folder', { timeout: 120_000 }, () => {
  beforeAll(() => {
    run('npm', ['pack', '--silent', '--pack-destination', folder], join(root, 'corruptions'));
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
    run('npm', ['install', '--offline', '--no-audit', '--no-fund', tarball], folder);
  }, 240_000);

  it('brings nothing else along', () => {
    const installed = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(installed).toEqual(['image-corruptions']);
    expect(readdirSync(join(folder, 'node_modules/image-corruptions')).toSorted()).toEqual(
      ['LICENSE', 'README.md', 'dist', 'package.json'].toSorted(),
    );
    const licences = ['LICENSE', 'corruptions/LICENSE'].map((name) => readFileSync(join(root, name), 'utf8'));
    expect(licences[1]).toBe(licences[0]);
  });

  it("runs the README's lines in Node", () => {
    const [, code] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(root, 'corruptions/README.md'), 'utf8'))!;
    writeFileSync(
      join(folder, 'readme.mjs'),
      `${code}\nconsole.log(foggy.width, ...foggy.data.slice(0, 9));`,
    );
    const image = { width: 224, height: 224, data: new Uint8Array(224 * 224 * 3).fill(128) };
    const foggy = sources.findCorruption('fog').apply(image, 3, sources.keyedRandom(1, 'cat.png', 'fog', 3));
    expect(run(process.execPath, ['readme.mjs'], folder).trim()).toBe(
      [foggy.width, ...foggy.data.slice(0, 9)].join(' '),
    );
  });

  it('has types that need neither those of Node nor of the DOM', () => {
    writeFileSync(
      join(folder, 'typed.mts'),
      `import { findCorruption, type Image, keyedRandom } from 'image-corruptions';
const image: Image = { width: 1, height: 1, data: new Uint8Array(3) };
export const { data }: Image = findCorruption('fog').apply(image, 1, keyedRandom(1, '', 'fog', 1));
// @ts-expect-error: there are five severities
findCorruption('fog').apply(image, 6, keyedRandom(1, '', 'fog', 6));`,
    );
    const options = '--strict --noEmit --module nodenext --target es2023 --lib es2023 --types'.split(' ');
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    expect(run(process.execPath, [compiler, ...options, '', 'typed.mts'], folder)).toBe('');
  });

  it('gives the same bytes in a bundle for browsers', async () => {
    const realm = createContext({ atob });
    expect(runInContext(`${await bundle()}; probe.samples()`, realm)).toBe(samples(sources));
  });

  it.skipIf(chromiumPath() === undefined)('gives the same bytes in Chromium', async () => {
    const browser = await launch();
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: await bundle() });
      expect(await page.evaluate('probe.samples()')).toBe(samples(sources));
    } finally {
      await browser.close();
    }
  });
});

/** Every corruption of a small picture, as one line of samples. Its source also runs in the bundle. */
function samples({ corruptions, keyedRandom }: typeof sources): string {
  const [width, height] = [37, 29];
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * i * 7 + i * 31) & 255);
  return corruptions
    .map(({ name, apply }) => {
      const out = apply({ width, height, data }, 3, keyedRandom(5, 'picture', name, 3));
      return `${name} ${out.data.join(' ')}`;
    })
    .join('\n');
}

/** A script that defines `probe.samples()` on the installed package. */
async function bundle(): Promise<string> {
  const contents = `import * as library from 'image-corruptions';
${samples}
const run = () => samples(library);
export { run as samples };`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'probe',
  });
  return outputFiles[0]!.text;
}

function run(command: string, args: readonly string[], cwd: string): string {
  const shell = command === 'npm' && process.platform === 'win32';
  return execFileSync(command, args, { cwd, encoding: 'utf8', shell, stdio: ['ignore', 'pipe', 'inherit'] });
}
