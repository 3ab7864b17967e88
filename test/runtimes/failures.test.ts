import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { measureGroup } from '../../src/latency/index.ts';
import type { RecordLine } from '../../src/results/index.ts';
import { executeSuite, modelSource } from '../../src/runs/execute/index.ts';
import { loadSuite } from '../../src/runs/suite/index.ts';
import { openRuntime } from '../../src/runtimes/index.ts';
import { judgeClaims } from '../../src/verdicts/claims/index.ts';
import { chromiumPath, chromiumWithout, chromiumWithPid } from '../support/browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-failures-'));
afterAll(() => rmSync(folder, { recursive: true }));
const noChromium = chromiumPath() === undefined;

/** Measures a model natively and in a browser, and gives the reason of the record that failed. */
async function failure(
  provider: string,
  browser: string,
  { timeoutSeconds = 90, onWarm = () => {} } = {},
): Promise<string> {
  const name = `${provider}-${Math.random().toString(36).slice(2)}`;
  const path = join(folder, `${name}.json`);
  const sampling = {
    ...{ isolation: 'shared', anchor: false, minBlocks: 2, maxBlocks: 2, roundsPerBlock: 2 },
    ...{ warmupMaxMs: 50, turnMs: 5, timeoutSeconds },
  };
  const runtimes = ['onnxruntime', `browser:${provider}`];
  const latency = { models: ['mobileone_s0'], runtimes, resolutions: [64], budgetSeconds: 1, sampling };
  writeFileSync(path, JSON.stringify({ name, latency }));
  let warm = 0;
  const { records } = await executeSuite(
    loadSuite(path, process.env),
    { root: folder, out: join(folder, name), command: [], env: process.env },
    {
      source: modelSource,
      measure: measureGroup,
      judgeClaims,
      runtime: (runtime) => openRuntime(runtime, { browser }),
    },
    {
      signal: new AbortController().signal,
      now: () => performance.now(),
      log: () => {},
      started: () => {},
      // The second cell that is warm is the browser's, or the browser has been started by then.
      progress: (_, doing) => {
        if (doing.endsWith('warmed up') && ++warm === 2) onWarm();
      },
    },
  );
  expect(records).toMatchObject([
    { type: 'latency', cell: { runtime: 'onnxruntime' } },
    { type: 'failed', cell: { runtime: 'browser', provider }, reason: expect.any(String) },
  ]);
  return (records[1] as Extract<RecordLine, { type: 'failed' }>).reason;
}

describe('a browser that fails is a failed record with its reason; the other runtime is measured', {
  timeout: 120_000,
}, () => {
  it('missing', async () => {
    expect(await failure('wasm', '/nowhere/chromium')).toMatch(
      /^there is no browser at \/nowhere\/chromium; install Chromium or Chrome, or name one with --browser/,
    );
  });

  it.skipIf(noChromium)('without WebGPU', async () => {
    expect(await failure('webgpu', chromiumWithout('--enable-unsafe-', folder))).toMatch(
      /^(WebGPU has no adapter here|this browser has no WebGPU)/,
    );
  });

  it.skipIf(noChromium)('killed', async () => {
    const { executable, pid } = chromiumWithPid(mkdtempSync(join(folder, 'browser-')));
    const onWarm = () => process.kill(pid(), 'SIGKILL');
    expect(await failure('wasm', executable, { onWarm })).toMatch(
      /^the browser was killed or crashed while /,
    );
  });

  it.skipIf(noChromium)('never answering', async () => {
    const { executable, pid } = chromiumWithPid(mkdtempSync(join(folder, 'browser-')));
    const onWarm = () => process.kill(pid(), 'SIGSTOP');
    try {
      expect(await failure('wasm', executable, { onWarm, timeoutSeconds: 20 })).toMatch(
        /^no answer for 20 s while running; the process was killed$/,
      );
    } finally {
      process.kill(pid(), 'SIGKILL');
    }
  });
});
