// Draws the pictures of the report for docs/: `npm run docs -- report [folder of a quick run]`. The sections show the
// made-up data of the tests, as docs/report.md says; the picture in the README shows the given run.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { collect, renderHtml } from '../report/index.ts';
import { sampleFullRun } from '../test/report/samples.ts';
import { drawAll, launch, openFile } from '../test/support/browser.ts';

const browser = await launch();
const [run] = process.argv.slice(2);
if (run !== undefined) {
  const { page } = await openFile(browser, resolve(run, 'report.html'), { height: 980 });
  await drawAll(page);
  await page.evaluate('scrollTo(0, 0)');
  await save(await page.screenshot(), 'report-quick');
}
const path = join(mkdtempSync(join(tmpdir(), 'docs-')), 'report.html');
writeFileSync(path, renderHtml(collect([sampleFullRun()], '2026-01-02T00:00:00.000Z', '0.1.0')));
const { page } = await openFile(browser, path);
await drawAll(page);
await page.evaluate(`document.querySelector('.bar').hidden = true`);
for (const section of await page.locator('section').all()) {
  const id = await section.getAttribute('id');
  await save(await section.screenshot(), `report-${id}`);
}
await browser.close();

async function save(png: Uint8Array, name: string): Promise<void> {
  await sharp(png)
    .resize({ width: 960 })
    .png({ palette: true, colours: 64 })
    .toFile(`docs/images/${name}.png`);
}
