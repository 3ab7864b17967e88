// Builds dist/: WebAssembly kernels from AssemblyScript, the report page's own script, then the TypeScript.
// Runs by `npm ci` (prepare), so that `npx fastvit-bench` works in a fresh clone.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

if (!existsSync(`${root}/node_modules/typescript`)) {
  // Installed without development dependencies: the package brings dist/ along.
  process.exit(existsSync(`${root}/dist`) ? 0 : 1);
}

/** Runs one step with node; its failure ends the build with its exit code. */
function step(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const generators = ['scripts/build-wasm.mjs', 'scripts/build-page.mjs', 'scripts/build-suite-schema.mjs'];
for (const generator of generators.slice(0, 2)) {
  if (existsSync(`${root}/${generator}`)) step(generator);
}
step('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
if (existsSync(`${root}/${generators[2]}`)) step(generators[2]);

const bin = `${root}/dist/src/cli/main.js`;
if (existsSync(bin)) chmodSync(bin, 0o755);
