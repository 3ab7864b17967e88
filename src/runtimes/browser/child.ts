import { dirname } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { channelsLast } from '../../backbones/lower/tfjs/index.ts';
import { messageOf } from '../../files/index.ts';
import { peakOfDescendants } from '../../processes/index.ts';
import { browser as runtime } from '../browser.ts';
import { type Engine, type LoadedModel, serveEngine } from '../serve.ts';
import type { ModelFormat } from '../types.ts';
import { findChromium } from './chromium.ts';
import type { PageBench, PageRequest } from './protocol.ts';
import { type PageServer, servePage } from './server.ts';

/** A page in a running browser, and the server that it loads from. */
interface ServedPage {
  readonly browser: Browser;
  readonly page: Page;
  readonly server: PageServer;
}

/** One browser with one page, started for the first session; all sessions live in the page. */
function browserEngine(): Engine {
  let started: Promise<ServedPage> | undefined;
  let sessions = 0;
  const servedPage = () => (started ??= launch());
  return {
    prepare: async ({ provider, threads }) => {
      const { page, browser } = await servedPage();
      await asked(browser, page, 'starting', 'prepare', formatOf(provider), provider, threads);
    },
    open: async (model, { provider, threads }) => {
      const { page, browser, server } = await servedPage();
      const session = sessions++;
      const format = formatOf(provider);
      const isFolder = format === 'tfjs';
      const file = server.share(isFolder ? `${dirname(model.path)}/` : model.path);
      const laidOut = (values: Float32Array) => (isFolder ? channelsLast(values, model.input.shape) : values);
      const data = server.hold(bytesOf(laidOut(model.input.data)));
      const request: PageRequest = {
        session,
        format,
        provider,
        threads,
        model: file,
        input: { name: model.input.name, shape: model.input.shape, data },
        output: model.output,
      };
      const opened = await asked(browser, page, 'opening the model', 'open', request);
      for (const path of [file, data]) server.forget(path);
      return {
        ...opened,
        options: { ...opened.options, browser: `Chromium ${browser.version()}` },
        ...sessionOf(browser, page, server, session, laidOut),
      };
    },
    peakRssBytes: () => peakOfDescendants(process.pid),
  };
}

serveEngine(browserEngine());

function formatOf(provider: string): ModelFormat {
  const known = runtime.providers[provider];
  if (known === undefined) throw new Error(`the browser has no provider "${provider}"`);
  return known.format;
}

function sessionOf(
  browser: Browser,
  page: Page,
  server: PageServer,
  session: number,
  laidOut: (values: Float32Array) => Float32Array,
): Omit<LoadedModel, 'options' | 'sessionMs'> {
  return {
    run: async (input) => {
      const path = input && server.hold(bytesOf(laidOut(input)));
      const values = await asked(browser, page, 'running', 'infer', session, path);
      if (path) server.forget(path);
      return Float32Array.from(values);
    },
    sample: (count) => asked(browser, page, 'running', 'sample', session, count),
    close: () => asked(browser, page, 'closing', 'close', session),
  };
}

async function launch(): Promise<ServedPage> {
  const { chromium } = await import('playwright-core');
  const executablePath = findBrowser();
  const server = await servePage();
  const browser = await chromium
    .launch({
      executablePath,
      args: FLAGS,
      // Shows in the list of processes which driver the browser belongs to.
      env: { ...process.env, FASTVIT_BENCH_DRIVER: String(process.pid) } as Record<string, string>,
    })
    .catch((error) => {
      throw new Error(`${executablePath} does not start as a browser: ${messageOf(error).split('\n')[0]}`);
    });
  try {
    return { browser, page: await openPage(browser, server.url), server };
  } catch (error) {
    throw browser.isConnected() ? error : new Error('the browser was killed or crashed while starting');
  }
}

/** @throws Error where the page's script does not load or fails */
async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('requestfailed', (request) => problems.push(`${request.url()} did not load`));
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.url()} answered ${response.status()}`);
  });
  await page.goto(url);
  // The script of the page is a module: it has run when the page has loaded, or it has failed.
  const ready = await page.evaluate(() => 'fastvitBench' in globalThis);
  if (!ready)
    throw new Error(`the page did not start: ${problems.join('; ') || 'the browser gave no reason'}`);
  return page;
}

/**
 * Turns on WebGPU and WebNN: without a GPU, Chromium uses its software adapter, which the record names. Throttling
 * would stop the clock of a page in the background.
 */
const FLAGS = [
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan,WebMachineLearningNeuralNetwork',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--disable-dev-shm-usage',
];

function findBrowser(): string {
  try {
    return findChromium(process.env);
  } catch (error) {
    throw new Error(
      `${messageOf(error)}; install Chromium or Chrome, or name one with --browser or CHROMIUM_PATH`,
    );
  }
}

/** Calls a function of the page. @throws Error that names a browser that died or a page that crashed */
async function asked<Name extends keyof PageBench>(
  browser: Browser,
  page: Page,
  doing: string,
  name: Name,
  ...args: Parameters<PageBench[Name]>
): Promise<Awaited<ReturnType<PageBench[Name]>>> {
  let onCrash = () => {};
  const crashed = new Promise<never>((_, reject) => {
    onCrash = () => reject(new Error(`the page crashed while ${doing}`));
  });
  page.once('crash', onCrash);
  const list = args.filter((argument) => argument !== undefined).map((argument) => JSON.stringify(argument));
  try {
    return (await Promise.race([page.evaluate(`fastvitBench.${name}(${list})`), crashed])) as Awaited<
      ReturnType<PageBench[Name]>
    >;
  } catch (error) {
    if (!browser.isConnected()) throw new Error(`the browser was killed or crashed while ${doing}`);
    throw new Error(firstLine(messageOf(error)));
  } finally {
    page.off('crash', onCrash);
  }
}

/** Playwright's message begins with the call that failed; the page's own reason follows. */
function firstLine(message: string): string {
  return (message.split('\n')[0] as string).replace(/^page\.evaluate: (\w*Error: )?/, '');
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
