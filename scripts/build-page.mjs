// Bundles the script of the report's page (report/page/main.ts with chart.js and its plug-ins) and its style sheet into
// report/page.generated.ts, from which a report becomes a single file.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const at = (path) => fileURLToPath(new URL(`../report/${path}`, import.meta.url));

const { outputFiles } = await build({
  entryPoints: [at('page/main.ts')],
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['chrome110', 'firefox115', 'safari16.4'],
  legalComments: 'none',
  charset: 'utf8',
  write: false,
});
const { code: style } = await transform(readFileSync(at('page/style.css'), 'utf8'), {
  loader: 'css',
  minify: true,
});
// The script is inlined into the page, so it must not end its own element.
const script = outputFiles[0].text.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
writeFileSync(
  at('page.generated.ts'),
  `// Made by scripts/build-page.mjs from report/page; not committed.
/** The page's script, bundled. */
export const PAGE_SCRIPT: string = ${JSON.stringify(script)};
/** The page's style sheet. */
export const PAGE_STYLE: string = ${JSON.stringify(style)};
`,
);
