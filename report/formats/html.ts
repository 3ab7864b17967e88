import { createHash } from 'node:crypto';
import { counted } from '../../src/text/index.ts';
import type { ReportData } from '../data/types.ts';
import { PAGE_SCRIPT, PAGE_STYLE } from '../page.generated.ts';

/**
 * The report as one HTML file that loads nothing: it contains style, script and data, and a Content-Security-Policy
 * that allows this style and script by their hashes and nothing else.
 */
export function renderHtml(data: ReportData): string {
  const policy = [
    "default-src 'none'",
    `script-src '${hash(PAGE_SCRIPT)}'`,
    `style-src '${hash(PAGE_STYLE)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const title = escapeHtml(data.title.slice(0, 200));
  const { length } = data.runs;
  const machines = data.machines.length === 1 ? data.machines[0]?.name : `${data.machines.length} machines`;
  const subtitle = `${counted(length, 'run')} on ${machines}, made ${data.made.slice(0, 16).replace('T', ' ')} UTC`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="fastvit-bench ${escapeHtml(data.version)}">
<title>${title} – fastvit-bench</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<h1>fastvit-bench: <bdi>${title}</bdi></h1>
<p><bdi>${escapeHtml(subtitle.slice(0, 300))}</bdi></p>
</header>
<div class="bar"><div><nav id="nav" aria-label="Sections"></nav><div id="controls"></div></div></div>
<main id="main" tabindex="-1"><noscript><p>A script in this page draws its charts and tables. Allow scripts, or use the Markdown or CSV report.</p></noscript></main>
<footer>Made by fastvit-bench ${escapeHtml(data.version)} from the records of the runs.</footer>
<div id="status" role="status"></div>
<script type="application/json" id="data">${inlineJson(data)}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

/** JSON for a script element: `<` is escaped, so that nothing can end the element. */
function inlineJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
