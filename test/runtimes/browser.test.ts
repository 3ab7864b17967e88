import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { seededInput } from '../../src/backbones/weights/seeded.ts';
import { parsePlacement } from '../../src/runtimes/browser/page/placement.ts';
import { type PageServer, servePage } from '../../src/runtimes/browser/server.ts';
import {
  modelFormat,
  onnxruntime,
  openAlone,
  openRuntime,
  type Runtime,
  type RuntimeSession,
  type SessionOptions,
} from '../../src/runtimes/index.ts';
import { chromiumPath, chromiumWithout } from '../support/browser.ts';
import { loweredModels, relativeError } from './lowered.ts';
import { convolutionModel, slowModel, temporaryFolder } from './models.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));
const lowered = loweredModels();
const limits = { timeoutMs: 60_000 };
const chromium = chromiumPath();

async function open(provider: string, threads = 1, executable?: string): Promise<RuntimeSession> {
  const model = lowered('mobileone_s0', 64, modelFormat({ runtime: 'browser', provider }));
  return openAlone(await browserRuntime(executable), model, { provider, threads }, limits);
}

function browserRuntime(executable?: string): Promise<Runtime> {
  return openRuntime('browser', executable === undefined ? {} : { browser: executable });
}

async function native(model: string, resolution: number): Promise<Float32Array> {
  const session = await openAlone(onnxruntime, lowered(model, resolution, 'onnx'), {
    provider: 'cpu',
    threads: 1,
  });
  try {
    return await session.infer();
  } finally {
    await session.close();
  }
}

describe.skipIf(chromium === undefined)('in a real Chromium', { timeout: 90_000 }, () => {
  const providers: [string, number, Record<string, unknown>][] = [
    ['wasm', 1, { version: '1.30.0', simd: true, threads: 1 }],
    ['wasm', 2, { threads: 2 }],
    ['tfjs-wasm', 1, { version: '4.22.0', simd: true, threads: 1 }],
    ['tfjs-webgl', 1, { version: '4.22.0', adapter: expect.any(String), software: expect.any(Boolean) }],
  ];
  it.each(providers)(
    '%s with %i thread(s) gives the logits of native onnxruntime',
    async (provider, threads, report) => {
      const expected = await native('mobileone_s0', 64);
      const session = await open(provider, threads);
      try {
        expect(session.options).toMatchObject({
          provider,
          isolated: true,
          browser: expect.stringMatching(/^Chromium \d/),
          ...report,
        });
        expect(session.sessionMs).toBeGreaterThan(0);
        expect(relativeError(await session.infer(), expected)).toBeLessThan(1e-5);
        const { runs: durations, usage } = await session.run(3);
        expect(durations).toHaveLength(3);
        expect(usage).toBeUndefined();
        expect(Math.min(...durations)).toBeGreaterThan(0);
        const other = await session.infer(seededInput([1, 3, 64, 64], 'other'));
        expect(relativeError(other, expected)).toBeGreaterThan(1e-4);
      } finally {
        await session.close();
      }
    },
  );

  it('WebGPU runs where there is an adapter, with its placement; a software adapter is marked', async () => {
    const model = convolutionModel(folder);
    const session = await openAlone(
      await browserRuntime(),
      model,
      { provider: 'webgpu', threads: 1 },
      limits,
    );
    try {
      const placed = session.options.placement as { nodes: Record<string, number>; onCpu: object };
      expect(placed.nodes.WebGpu).toBeGreaterThan(0);
      expect(placed.onCpu).toEqual({});
      if (/swiftshader|llvmpipe/i.test(String(session.options.adapter)))
        expect(session.options.software).toBe(true);
      const cpu = await openAlone(onnxruntime, model, { provider: 'cpu', threads: 1 });
      const expected = await cpu.infer();
      await cpu.close();
      expect(relativeError(await session.infer(), expected)).toBeLessThan(1e-4);
    } finally {
      await session.close();
    }
  });

  it('reports the peak memory of the browser, not of its driver', async () => {
    const host = await (await browserRuntime()).start(limits);
    try {
      const model = convolutionModel(folder);
      await host.open(model, { provider: 'wasm', threads: 1 });
      if (existsSync('/proc/self/status')) expect(await host.peakRssBytes()).toBeGreaterThan(200 * 2 ** 20);
    } finally {
      await host.close();
    }
  });
});

describe('failures give one line', { timeout: 60_000 }, () => {
  it('a browser that is missing', async () => {
    await expect(open('wasm', 1, '/nowhere/chromium')).rejects.toThrow(
      'there is no browser at /nowhere/chromium; install Chromium or Chrome, or name one with --browser or CHROMIUM_PATH',
    );
  });

  it('a program that is not a browser', async () => {
    await expect(open('wasm', 1, process.execPath)).rejects.toThrow(/does not start as a browser/);
  });

  it.skipIf(chromium === undefined)('a missing WebGPU', async () => {
    const without = chromiumWithout('--enable-unsafe-', folder);
    await expect(open('webgpu', 1, without)).rejects.toThrow(
      /^(WebGPU has no adapter here|this browser has no WebGPU)/,
    );
  });

  it.skipIf(chromium === undefined)('threads that a backend does not have', async () => {
    await expect(open('tfjs-webgl', 2)).rejects.toThrow(
      'tfjs-webgl has no CPU threads: set threads to 1 instead of 2',
    );
  });

  it.skipIf(chromium === undefined)('a page that never answers', async () => {
    const model = slowModel(folder, 64, 24);
    const options: SessionOptions = { provider: 'wasm', threads: 1 };
    const host = await (await browserRuntime()).start(limits);
    try {
      const session = await host.open(model, options);
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const running = session.run(100_000);
      vi.advanceTimersByTime(limits.timeoutMs);
      await expect(running).rejects.toThrow('no answer for 60 s while running; the process was killed');
    } finally {
      vi.useRealTimers();
      await host.close();
    }
    await noOrphans(host.pid);
  });

  it.skipIf(chromium === undefined || !existsSync('/proc/self/task'))(
    'a browser that is killed',
    async () => {
      const host = await (await browserRuntime()).start(limits);
      try {
        const session = await host.open(slowModel(folder, 64, 24), { provider: 'wasm', threads: 1 });
        const [browser] = childrenOf(host.pid);
        const running = session.run(10_000);
        setTimeout(() => process.kill(browser!, 'SIGKILL'), 300);
        await expect(running).rejects.toThrow('the browser was killed or crashed while running');
      } finally {
        await host.close();
      }
    },
  );
});

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
}

/** A browser whose driver was killed ends by itself: the pipe between them is closed. */
async function noOrphans(pid: number): Promise<void> {
  if (!existsSync('/proc')) return;
  const ours = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((name) => {
        try {
          return readFileSync(`/proc/${name}/environ`, 'utf8').includes(`FASTVIT_BENCH_DRIVER=${pid}\0`);
        } catch {
          return false;
        }
      });
  for (let tries = 0; tries < 50 && ours().length > 0; tries++) await delay(100);
  expect(ours()).toEqual([]);
}

describe('the server of the page', () => {
  async function withServer(work: (server: PageServer) => Promise<void>): Promise<void> {
    const server = await servePage();
    try {
      await work(server);
    } finally {
      server.close();
    }
  }

  it('listens on loopback, and isolates what it serves', () =>
    withServer(async ({ url }) => {
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
      const { headers } = await fetch(url);
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    }));

  it('serves its script, the libraries, and shared files while they are shared', () =>
    withServer(async (server) => {
      const text = await (await fetch(server.url)).text();
      const script = /src="\/(scripts\/[^"]+)"/.exec(text)![1]!;
      expect((await fetch(server.url + script)).headers.get('content-type')).toContain('text/javascript');
      expect((await fetch(`${server.url}modules/tinybench/dist/index.js`)).status).toBe(200);
      const path = server.hold(Uint8Array.of(1, 2, 3));
      expect([...new Uint8Array(await (await fetch(server.url + path.slice(1))).arrayBuffer())]).toEqual([
        1, 2, 3,
      ]);
      server.forget(path);
      expect((await fetch(server.url + path.slice(1))).status).toBe(404);
    }));

  it('serves every module that its script imports, none of which needs Node', () =>
    withServer(async ({ url }) => {
      const text = await (await fetch(url)).text();
      const seen = new Set<string>();
      const follow = async (address: string): Promise<void> => {
        if (seen.has(address)) return;
        seen.add(address);
        const response = await fetch(address);
        expect(response.status, address).toBe(200);
        for (const [, name] of (await response.text()).matchAll(/^(?:import|export) .*?"([^"]+)";$/gms)) {
          if (name === 'tinybench') continue;
          expect(name, address).toMatch(/^\.\.?\//);
          await follow(new URL(name!, address).href);
        }
      };
      await follow(new URL(/src="(\/scripts[^"]+)"/.exec(text)![1]!, url).href);
      expect(seen.size).toBeGreaterThan(5);
    }));

  it('serves nothing else', () =>
    withServer(async (server) => {
      const shared = server.share(`${folder}/`);
      for (const path of [
        'package.json',
        'modules/vitest/package.json',
        `${shared.slice(1)}..%2f..%2fetc/passwd`,
        'modules/tinybench/..%2f..%2f..%2fpackage.json',
      ]) {
        expect((await fetch(server.url + path)).status, path).toBeGreaterThanOrEqual(400);
      }
    }));
});

describe('the placement of nodes in the log of onnxruntime', () => {
  it('counts nodes by provider and names those that fell back', () => {
    const lines = [
      '2026-01-01 [V:onnxruntime:, session_state.cc:1316 VerifyEachNodeIsAssignedToAnEp]  Node(s) placed on [CPUExecutionProvider]. Number of nodes: 2',
      '2026-01-01 [V:onnxruntime:, session_state.cc:1318 VerifyEachNodeIsAssignedToAnEp]   Reshape (head.flatten)',
      '2026-01-01 [V:onnxruntime:, session_state.cc:1318 VerifyEachNodeIsAssignedToAnEp]   Gather (stem.pick)',
      '2026-01-01 [V:onnxruntime:, session_state.cc:1316 VerifyEachNodeIsAssignedToAnEp]  Node(s) placed on [WebGpuExecutionProvider]. Number of nodes: 40',
      '2026-01-01 [V:onnxruntime:, session_state.cc:1318 VerifyEachNodeIsAssignedToAnEp]   Conv (stem.conv)',
    ];
    expect(parsePlacement(lines)).toEqual({
      nodes: { CPU: 2, WebGpu: 40 },
      onCpu: { Reshape: 1, Gather: 1 },
    });
    expect(parsePlacement(['All nodes placed on [WebGpuExecutionProvider]. Number of nodes: 7'])).toEqual({
      nodes: { WebGpu: 7 },
      onCpu: {},
    });
  });
});
