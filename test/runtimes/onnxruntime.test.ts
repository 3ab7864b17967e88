import { existsSync, rmSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { RuntimeOptions } from '../../src/results/index.ts';
import { onnxruntime, openAlone, type ProcessLimits } from '../../src/runtimes/index.ts';
import { onnxruntimeOptions } from '../../src/runtimes/onnxruntime/options.ts';
import { sampleRuns } from '../../src/runtimes/sample.ts';
import { convolutionModel, corruptModel, greedyModel, slowModel, temporaryFolder } from './models.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const cpu = { provider: 'cpu', threads: 1 };

describe('a session in its own process', () => {
  test('runs, reads its output back, and reports the options in effect', async () => {
    const model = convolutionModel(folder);
    const session = await openAlone(onnxruntime, model, { ...cpu, graphOptimization: 'extended' });
    try {
      expect(session.sessionMs).toBeGreaterThan(0);
      expect(session.options).toEqual({
        version: expect.stringMatching(/^1\.\d+/),
        provider: 'cpu',
        threads: 1,
        graphOptimization: 'extended',
        ...RuntimeOptions.parse({}),
      });
      const { runs: durations, usage } = await session.run(5);
      expect(durations).toHaveLength(5);
      expect(Math.min(...durations)).toBeGreaterThan(0);
      // A coarse CPU clock, as that of Windows, gives none.
      if (process.platform === 'linux') expect(Math.min(...usage!.cpuMs)).toBeGreaterThan(0);
      const own = await session.infer();
      expect(own).toHaveLength(8);
      const other = await session.infer(model.input.data.map((value) => value / 2));
      for (const [at, value] of own.entries()) expect(other[at]).toBeCloseTo(value / 2, 4);
    } finally {
      await session.close();
    }
  });

  test('one process can hold several, and tells its peak memory', async () => {
    const host = await onnxruntime.start({ timeoutMs: 60_000 });
    try {
      const model = convolutionModel(folder);
      const [a, b] = [await host.open(model, cpu), await host.open(model, cpu)];
      expect(await a.infer()).toEqual(await b.infer());
      await a.close();
      expect((await b.run(1)).runs).toHaveLength(1);
      expect(await host.peakRssBytes()).toBeGreaterThan(20 * 2 ** 20);
    } finally {
      await host.close();
    }
    expect(() => process.kill(host.pid, 0)).toThrow();
  });
});

test.skipIf(!existsSync('/proc/self/status'))(
  'the peak of the process that started it is not its own',
  async () => {
    // Written to, so that the memory is resident.
    const ballast = Buffer.alloc(600 * 2 ** 20, 1);
    const host = await onnxruntime.start({ timeoutMs: 60_000 });
    try {
      await host.open(convolutionModel(folder), cpu);
      expect(await host.peakRssBytes()).toBeLessThan(ballast.length / 2);
    } finally {
      await host.close();
    }
  },
);

test('every option of onnxruntime is set, spinning is off', () => {
  expect(onnxruntimeOptions({ provider: 'cpu', threads: 3 })).toEqual({
    executionProviders: [{ name: 'cpu' }],
    intraOpNumThreads: 3,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    enableCpuMemArena: true,
    enableMemPattern: true,
    executionMode: 'sequential',
    enableProfiling: false,
    logSeverityLevel: 3,
    extra: {
      session: {
        intra_op: { allow_spinning: '0' },
        inter_op: { allow_spinning: '0' },
        force_spinning_stop: '0',
      },
    },
  });
  const options = RuntimeOptions.parse({ spinning: 'during-run', providerOptions: { deviceId: 1 } });
  expect(onnxruntimeOptions({ provider: 'cuda', threads: 1, options })).toMatchObject({
    executionProviders: [{ name: 'cuda', deviceId: 1 }],
    extra: { session: { intra_op: { allow_spinning: '1' }, force_spinning_stop: '1' } },
  });
});

test('sampling is exact to the nanosecond with an injected clock', async () => {
  let now = 0;
  const work = [3.25, 1.5, 2];
  const run = async () => {
    now += work.shift()!;
  };
  expect(await sampleRuns(run, 3, () => now)).toEqual([1.5, 2, 3.25]);
  await expect(
    sampleRuns(
      async () => {
        throw new Error('out of paper');
      },
      2,
      () => now,
    ),
  ).rejects.toThrow('out of paper');
});

describe('failures give one line', () => {
  const open = async (
    model: Parameters<typeof openAlone>[1],
    limits: ProcessLimits = { timeoutMs: 60_000 },
  ) => openAlone(onnxruntime, model, cpu, limits);

  test('a corrupt file', async () => {
    const message = await open(corruptModel(folder)).catch((error: Error) => error.message);
    expect(message).toMatch(/corrupt\.onnx.*Protobuf parsing failed/);
    expect(message).not.toContain('\n');
  });

  test('a provider that this build lacks', async () => {
    const opening = openAlone(onnxruntime, convolutionModel(folder), { provider: 'coreml', threads: 1 });
    await expect(opening).rejects.toThrow(/coreml/i);
  });

  test('a killed process', async () => {
    const host = await onnxruntime.start({ timeoutMs: 60_000 });
    const session = await host.open(slowModel(folder, 64, 60), cpu);
    const running = session.run(1000);
    setTimeout(() => process.kill(host.pid, 'SIGKILL'), 50);
    await expect(running).rejects.toThrow(/was killed \(SIGKILL.*while running/);
    await expect(session.run(1)).rejects.toThrow('was killed');
    await host.close();
  });

  test('a crash', async () => {
    const host = await onnxruntime.start({ timeoutMs: 60_000 });
    const session = await host.open(slowModel(folder, 64, 60), cpu);
    const running = session.run(1000);
    setTimeout(() => process.kill(host.pid, 'SIGSEGV'), 50);
    await expect(running).rejects.toThrow('the process crashed (SIGSEGV) while running');
    await host.close();
  });

  test('a process that hangs is killed', async () => {
    const host = await onnxruntime.start({ timeoutMs: 3000 });
    const session = await host.open(convolutionModel(folder), cpu);
    process.kill(host.pid, 'SIGSTOP');
    await expect(session.run(1)).rejects.toThrow('no answer for 3 s while running; the process was killed');
    await host.close();
    expect(() => process.kill(host.pid, 0)).toThrow();
  });

  test('a model that needs more memory than is available', async () => {
    // 16 TiB: the allocation itself fails.
    const session = await open(greedyModel(folder, 2 ** 40));
    await expect(session.run(1)).rejects.toThrow(/alloc|memory/i);
    await session.close();
  });

  test.runIf(process.platform === 'linux')('a model that grows above its limit', async () => {
    // 4 GiB, touched page by page, against a limit of 512 MiB.
    const session = await open(greedyModel(folder, 2 ** 28), { timeoutMs: 60_000, memoryBytes: 2 ** 29 });
    await expect(session.run(1)).rejects.toThrow(
      /^out of memory: \d+ MiB resident while running, the limit is 512 MiB$/,
    );
    await session.close();
  });

  test('an abort', async () => {
    const controller = new AbortController();
    const session = await open(slowModel(folder, 64, 60), { timeoutMs: 60_000, signal: controller.signal });
    const running = session.run(1000);
    controller.abort();
    await expect(running).rejects.toThrow('interrupted');
    await session.close();
  });
});
