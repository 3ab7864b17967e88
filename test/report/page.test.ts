import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collect, pictures, renderHtml } from '../../report/index.ts';
import type { RunData } from '../../src/results/index.ts';
import { sampleLatency } from '../results/samples.ts';
import { chromiumPath, drawAll, launch, openFile } from '../support/browser.ts';
import { hostileRun } from './hostile.ts';
import { SAMPLE_MODELS, sampleFullRun, sampleRunData } from './samples.ts';

// Elements wider than the window, where no scrolling frame holds them.
const OVERFLOWING = `[...document.querySelectorAll('body *')]
  .filter((element) => {
    if (element.closest('.scroll, pre, .gallery, .offscreen, .skip, .name, details:not([open])')) return false;
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > document.documentElement.clientWidth + 1;
  })
  .map((element) => element.tagName + '#' + element.id + '.' + element.className)
  .concat(document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [])`;

function write(run: RunData): string {
  const path = join(mkdtempSync(join(tmpdir(), 'page-')), 'report.html');
  writeFileSync(path, renderHtml(collect([run], MADE, '0.1.0')));
  return path;
}

const MADE = '2026-01-02T00:00:00.000Z';

describe.skipIf(chromiumPath() === undefined)(
  'the page in Chromium, with the network off',
  { timeout: 120_000 },
  () => {
    let browser: Browser;
    let path: string;
    let full: string;
    beforeAll(async () => {
      browser = await launch();
      path = write(sampleRunData());
      full = write(sampleFullRun());
    });
    afterAll(() => browser.close());

    test.each(['light', 'dark'] as const)(
      '%s: every chart is drawn, nothing is requested, nothing complains',
      async (theme) => {
        const { page, context, complaints } = await openFile(browser, full, { theme });
        const charts = await drawAll(page);
        expect(Object.keys(charts)).toEqual(
          await page.locator('figure').evaluateAll((all) => all.map(({ id }) => id)),
        );
        // Lines in several colours with softened edges: a chart that failed has none.
        for (const [id, colours] of Object.entries(charts)) expect(colours, id).toBeGreaterThan(30);
        expect(Object.keys(charts)).toEqual(
          pictures(collect([sampleFullRun()], MADE, '0.1.0')).map(({ id }) => id),
        );
        expect(complaints).toEqual([]);
        await context.close();
      },
    );

    test('sections are in order, each only if it has data', async () => {
      const sections = async (file: string) => {
        const { page, context } = await openFile(browser, file);
        const ids = await page.locator('section').evaluateAll((all) => all.map(({ id }) => id));
        expect(await page.locator('nav a').count()).toBe(ids.length);
        await context.close();
        return ids;
      };
      expect(await sections(full)).toEqual([
        'answer',
        'latency',
        'accuracy',
        'robustness',
        'ablations',
        'claims',
        'history-section',
        'machine',
      ]);
      expect(await sections(path)).toEqual(['answer', 'latency', 'ablations', 'machine']);
      expect(await sections(write(sampleRunData({ records: [], lines: [] })))).toEqual(['machine']);
    });

    test.each(['light', 'dark'] as const)('%s: axe finds no violation', async (theme) => {
      const { page, context } = await openFile(browser, full, { theme });
      await drawAll(page);
      // The page's policy lets no script in, not even ours: axe comes through the debugger.
      const session = await context.newCDPSession(page);
      const evaluate = (expression: string) =>
        session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
      await evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      const { result } = await evaluate(
        'axe.run().then(({ violations, passes }) => JSON.stringify({ passes: passes.length, violations: violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)]) }))',
      );
      const { passes, violations } = JSON.parse(result.value);
      expect(violations).toEqual([]);
      expect(passes).toBeGreaterThan(20);
      await context.close();
    });

    test.each([390, 768])('at %i pixels nothing overflows', async (width) => {
      for (const file of [full, write(hostileRun())]) {
        const { page, context, complaints } = await openFile(browser, file, { width, height: 844 });
        await drawAll(page);
        const overflowing = await page.evaluate(OVERFLOWING);
        expect(overflowing).toEqual([]);
        expect(complaints).toEqual([]);
        await context.close();
      }
    });

    test('hostile names are shown as text and never executed', async () => {
      const { page, context, complaints } = await openFile(browser, write(hostileRun()));
      await drawAll(page);
      const text = (await page.locator('main').textContent()) ?? '';
      expect(text).toContain('<script>window.hacked = true</script>');
      expect(text).toContain('<img src=x onerror="window.hacked = true">');
      expect(await page.evaluate('window.hacked')).toBeUndefined();
      expect(await page.locator('main img, main script, main b').count()).toBe(0);
      expect(complaints).toEqual([]);
      await context.close();
    });

    test('the page works with absurd values', async () => {
      const values = [1e308, -1, 0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, 10];
      const records = values.flatMap((value) =>
        [64, 128].map((side) => sampleLatency({ model: `m${value}`, resolution: [side, side] }, value)),
      );
      const { page, context, complaints } = await openFile(
        browser,
        write(sampleRunData({ records, lines: [] })),
      );
      const charts = await drawAll(page);
      expect(charts['latency-by-resolution']).toBeGreaterThan(10);
      expect(await page.locator('#latency-table').textContent()).toContain('is not a duration');
      expect(complaints).toEqual([]);
      await context.close();
    });

    test('every chart and table works with the keyboard alone', async () => {
      const { page, context } = await openFile(browser, path);
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.className')).toBe('skip');
      await page.getByRole('button', { name: 'median ms' }).focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('#latency-table th[aria-sort]').getAttribute('aria-sort')).toBe('descending');
      await page.locator('#latency-by-resolution summary').focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => page.locator('#latency-by-resolution-data tbody tr').count()).toBe(40);
      await context.close();
    });

    test('the table sorts, filters and shows every cell', async () => {
      const { page, context } = await openFile(browser, path);
      const rows = page.locator('#latency-table tbody tr');
      await page.locator('#latency-table .more').click();
      expect(await rows.count()).toBe(4 * (Object.keys(SAMPLE_MODELS).length + 3));
      const medians = async () =>
        (await page.locator('#latency-table tbody td:nth-child(7)').allTextContents()).map(Number);
      await page.getByRole('button', { name: 'median ms' }).click();
      const descending = await medians();
      expect(descending).toEqual(descending.toSorted((a, b) => b - a));
      await page.getByRole('button', { name: 'median ms' }).click();
      expect(await medians()).toEqual(descending.toReversed());
      await page.getByRole('searchbox', { name: /Latency of every cell/ }).fill('cmt 128');
      expect(await rows.count()).toBe(0);
      await page.getByRole('searchbox', { name: /Latency of every cell/ }).fill('cmt_ti');
      expect(await rows.count()).toBe(4);
      await context.close();
    });

    test('models can be hidden, and the address remembers it', async () => {
      const { page, context } = await openFile(browser, path);
      await page.locator('.picker summary').click();
      await page.getByRole('checkbox', { name: 'cmt_ti' }).uncheck();
      expect(page.url()).toContain('hide=cmt_ti');
      expect(await page.locator('#latency-table').textContent()).not.toContain('cmt_ti');
      await context.close();
      const again = await openFile(browser, path, { hash: '#latency&hide=cmt_ti,mobileone_s0&theme=dark' });
      expect(await again.page.locator('.picker summary').textContent()).toBe('Models: 6 of 8');
      expect(await again.page.locator('html').getAttribute('data-theme')).toBe('dark');
      expect(again.complaints).toEqual([]);
      await again.context.close();
    });
  },
);
