// Builds dist/: the WebAssembly kernels, the report page's own script, the TypeScript, and the suites' JSON Schema.
// npm ci runs it (prepare), so that `npx fastvit-bench` works in a fresh clone.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

if (!existsSync(`${root}/node_modules/typescript`)) {
  // Installed without development dependencies: the package contains dist/.
  process.exit(existsSync(`${root}/dist`) ? 0 : 1);
}
// Files of modules that no longer exist would be published.
rmSync(`${root}/dist`, { recursive: true, force: true });
step('scripts/build-wasm.mjs');
step('scripts/build-page.mjs');
step('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
step('scripts/build-suite-schema.mjs');
chmodSync(`${root}/dist/src/cli/main.js`, 0o755);

/** Runs one step with Node; if it fails, the build ends with its exit code. */
function step(script, ...args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
