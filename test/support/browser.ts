import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../src/runtimes/browser/chromium.ts';

/** Path of a Chromium; without one (undefined), tests that need it are skipped by name. */
export function chromiumPath(): string | undefined {
  try {
    return findChromium(process.env);
  } catch {
    return undefined;
  }
}

/** Writes a script that starts Chromium without the flags that begin with `prefix`; returns its path. */
export function chromiumWithout(prefix: string, folder: string): string {
  return script(
    join(folder, 'chromium-without'),
    `args=()
for arg in "$@"; do [[ $arg == ${prefix}* ]] || args+=("$arg"); done
exec ${chromiumPath()} "\${args[@]}"`,
  );
}

/** Writes a script that starts Chromium and stores its process id. */
export function chromiumWithPid(folder: string): { executable: string; pid(): number } {
  const file = join(folder, 'chromium.pid');
  const executable = script(
    join(folder, 'chromium-with-pid'),
    `echo $$ > ${file}\nexec ${chromiumPath()} "$@"`,
  );
  return { executable, pid: () => Number(readFileSync(file, 'utf8')) };
}

function script(path: string, text: string): string {
  writeFileSync(path, `#!/bin/bash\n${text}\n`, { mode: 0o755 });
  return path;
}

export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath() as string,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

export interface Opened {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, uncaught exceptions, violations of the page's policy, requests that were made. */
  readonly complaints: string[];
}

/** Opens a file without a network. */
export async function openFile(
  browser: Browser,
  path: string,
  { width = 1280, height = 900, hash = '', theme = 'light' as 'light' | 'dark' } = {},
): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width, height },
    offline: true,
    colorScheme: theme,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:') && !request.url().startsWith('data:'))
      complaints.push(`request: ${request.url()}`);
  });
  await page.goto(`file://${path}${hash}`);
  await page.waitForSelector('html[data-ready]', { timeout: 60_000 });
  return { page, context, complaints };
}

/** Scrolls through the page so that every chart is drawn; returns the number of colours in each canvas, by figure id. */
export async function drawAll(page: Page): Promise<Record<string, number>> {
  return page.evaluate(DRAW_ALL);
}

// As text: the tests are type-checked without the types of a browser.
const DRAW_ALL = `(async () => {
  const found = {};
  for (const figure of document.querySelectorAll('figure')) {
    figure.scrollIntoView();
    for (let wait = 0; wait < 100 && !figure.dataset.drawn; wait++) await new Promise((done) => setTimeout(done, 20));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const canvas = figure.querySelector('canvas');
    if (figure.dataset.drawn !== 'chart' || !canvas) continue;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set();
    let inked = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] < 128) continue;
      inked++;
      colours.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    }
    found[figure.id] = inked > 500 ? colours.size : 0;
  }
  return found;
})()`;
