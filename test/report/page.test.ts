import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collect, renderHtml } from '../../report/index.ts';
import { chromiumPath, drawAll, launch, openFile } from '../support/browser.ts';
import { SAMPLE_MODELS, sampleRunData } from './samples.ts';

const MADE = '2026-01-02T00:00:00.000Z';

describe.skipIf(chromiumPath() === undefined)('the page in Chromium, with the network off', () => {
  let browser: Browser;
  let path: string;
  beforeAll(async () => {
    browser = await launch();
    path = join(mkdtempSync(join(tmpdir(), 'page-')), 'report.html');
    writeFileSync(path, renderHtml(collect([sampleRunData()], MADE, '0.1.0')));
  });
  afterAll(() => browser.close());

  test.each(['light', 'dark'] as const)(
    '%s: every chart is drawn, nothing is requested, nothing complains',
    async (theme) => {
      const { page, context, complaints } = await openFile(browser, path, { theme });
      const charts = await drawAll(page);
      expect(Object.keys(charts)).toEqual(
        await page.locator('figure').evaluateAll((all) => all.map(({ id }) => id)),
      );
      // Lines in several colours with softened edges: a chart that failed has none.
      for (const [id, colours] of Object.entries(charts)) expect(colours, id).toBeGreaterThan(50);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

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
    await page.getByRole('searchbox', { name: /Latency, every cell/ }).fill('cmt 128');
    expect(await rows.count()).toBe(0);
    await page.getByRole('searchbox', { name: /Latency, every cell/ }).fill('cmt_ti');
    expect(await rows.count()).toBe(4);
    await context.close();
  });

  test('models can be left out, and the address keeps it', async () => {
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
});
