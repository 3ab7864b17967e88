import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collect, renderHtml } from '../../report/index.ts';
import type { RecordLine, RunData } from '../../src/results/index.ts';
import { chromiumPath, drawAll, launch, openFile } from '../support/browser.ts';
import { sampleFullRun, sampleRunData } from './samples.ts';

const MADE = '2026-01-02T00:00:00.000Z';

function write(run: RunData): string {
  const path = join(mkdtempSync(join(tmpdir(), 'use-')), 'report.html');
  writeFileSync(path, renderHtml(collect([{ ...run, folder: 'night' }], MADE, '0.1.0')));
  return path;
}

describe.skipIf(chromiumPath() === undefined)(
  'what a reader does with the page',
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

    test('a table is copied as CSV as shown: filtered, sorted, complete', async () => {
      const { page, context } = await openFile(browser, path);
      await page.evaluate(
        `Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } } })`,
      );
      await page.getByRole('searchbox', { name: /Latency of every cell/ }).fill('sa12 train');
      await page.getByRole('button', { name: 'median ms' }).click();
      await page.locator('#latency-table .copy').click();
      await expect.poll(() => page.evaluate('window.copied')).toBeDefined();
      const lines = String(await page.evaluate('window.copied'))
        .trimEnd()
        .split('\r\n');
      expect(lines[0]).toMatch(/^model,form,runtime,pixels,batch,threads,median ms,low,high,/);
      const rows = lines.slice(1).map((line) => line.split(','));
      expect(rows.map(([model, form]) => `${model} ${form}`)).toEqual(Array(4).fill('fastvit_sa12 train'));
      const medians = rows.map((row) => Number(row[6]));
      expect(medians).toEqual(medians.toSorted((a, b) => b - a));
      await context.close();
    });

    test('sorting and filter are in the address, and other choices keep them', async () => {
      const { page, context } = await openFile(browser, path);
      await page.getByRole('button', { name: 'median ms' }).click();
      await page.getByRole('searchbox', { name: /Latency of every cell/ }).fill('sa12 <"&>');
      await page.getByRole('searchbox', { name: /Latency of every cell/ }).fill('sa12');
      await page.locator('.picker summary').click();
      await page.getByRole('checkbox', { name: 'cmt_ti' }).uncheck();
      const state = async (on: typeof page) => [
        await on.locator('#latency-table th[aria-sort]').allTextContents(),
        await on.locator('#latency-table .count').textContent(),
        await on.locator('#latency-table input').inputValue(),
      ];
      const expected = [['median ms'], '8 of 40 rows', 'sa12'];
      expect(await state(page)).toEqual(expected);
      const again = await openFile(browser, path, { hash: new URL(page.url()).hash });
      expect(await state(again.page)).toEqual(expected);
      expect(again.complaints).toEqual([]);
      await context.close();
      await again.context.close();
    });

    test('every figure and table row links to its records', async () => {
      const { page, context } = await openFile(browser, full);
      await drawAll(page);
      for (const figure of await page.locator('figure').all()) {
        await figure.locator('summary').click();
        const links = figure.locator('.records a');
        await expect.poll(() => links.count()).toBe(1);
        expect(await links.getAttribute('href')).toBe('night/records.jsonl');
        expect(await figure.locator('.records').textContent()).toMatch(/lines? \d/);
      }
      const unlinked = await page
        .locator('main > section > .table, main > section > div > .table')
        .evaluateAll((all) =>
          all
            .filter((one) => one.querySelectorAll('tbody tr').length !== one.querySelectorAll('td a').length)
            .map(({ id }) => id),
        );
      expect(unlinked).toEqual([]);
      await context.close();
    });

    test('the content policy blocks foreign scripts, styles and requests, also from within the page', async () => {
      const { page, context } = await openFile(browser, path);
      await page.evaluate(`(() => {
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.hacked = true' }));
      document.body.append(Object.assign(document.createElement('img'), { src: 'https://example.org/a.png' }));
      document.body.insertAdjacentHTML('beforeend', '<b onclick="window.hacked = true" id="bait">x</b>');
      document.getElementById('bait').click();
    })()`);
      const refused = await page.evaluate(
        `fetch('https://example.org').then(() => 'let through', (error) => error.name)`,
      );
      expect(refused).toBe('TypeError');
      expect(await page.evaluate('window.hacked')).toBeUndefined();
      const policy = await page.locator('meta[http-equiv]').getAttribute('content');
      expect(policy).toMatch(
        /^default-src 'none'; script-src 'sha256-[^ ]+'; style-src 'sha256-[^ ]+'; img-src data:/,
      );
      await context.close();
    });

    test('printed on A4: every chart, in the light theme, within the paper', async () => {
      const { page, context, complaints } = await openFile(browser, full, { theme: 'dark' });
      const print = (event: string) => page.evaluate(`dispatchEvent(new Event('${event}'))`);
      await print('beforeprint');
      expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
      // Nothing was scrolled into view.
      expect(await page.locator('figure:not([data-drawn])').count()).toBe(0);
      await page.emulateMedia({ media: 'print' });
      await page.setViewportSize({ width: 688, height: 980 });
      const wide = await page
        .locator('canvas, table, figure, pre')
        .evaluateAll((all) =>
          all
            .filter((one) => one.getBoundingClientRect().right > 689)
            .map((one) => `${one.tagName} ${one.closest('[id]')?.id}`),
        );
      expect(wide).toEqual([]);
      await print('afterprint');
      expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
      const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(4);
      expect(complaints).toEqual([]);
      await context.close();
    });

    test.each([1e308, -1e308, 0, Number.NaN, Number.POSITIVE_INFINITY])(
      'records of every kind in which every number is %d leave a page that works',
      async (value) => {
        const run = sampleFullRun();
        const records = run.records.map((record) => absurd(record, value) as RecordLine);
        const { page, context, complaints } = await openFile(browser, write({ ...run, records }));
        await drawAll(page);
        expect(await page.locator('section').count()).toBeGreaterThan(3);
        expect(complaints).toEqual([]);
        await context.close();
      },
    );
  },
);

/** The record with every number replaced, but those that say what was measured. */
function absurd(value: unknown, by: number, key = ''): unknown {
  if (typeof value === 'number') return by;
  if (Array.isArray(value)) return value.map((one) => absurd(one, by));
  if (value === null || typeof value !== 'object' || key === 'cell') return value;
  return Object.fromEntries(Object.entries(value).map(([name, own]) => [name, absurd(own, by, name)]));
}
