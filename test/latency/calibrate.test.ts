import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  calibrate,
  measureGroup,
  prepareCalibrations,
  readCalibration,
  SamplingOptions,
  storeCalibration,
} from '../../src/latency/index.ts';
import { Calibration, noiseFloors } from '../../src/results/index.ts';
import { seededRandom } from '../../src/stats/index.ts';
import { type NoiseName, noises } from './noise.ts';
import { type SyntheticMachine, syntheticCells } from './synthetic.ts';

/** Calibrates a simulated machine whose processes differ by `between`. */
async function calibrateSynthetic(
  between: number,
  trials: number,
  slowdowns?: { slowdown: number }[],
  noise: NoiseName = 'autocorrelated',
  interrupted = false,
) {
  const random = seededRandom(`calibrate ${between}`);
  const machine: SyntheticMachine = { now: 0, slowdown: () => 1 };
  machine.slowdown = noises[noise](machine, random);
  if (interrupted) machine.interruption = () => 1.1 + 1.5 * random();
  return calibrate(
    {
      trials,
      detectionTrials: 20,
      budgetSeconds: 6,
      ...(slowdowns ? { slowdowns } : {}),
      sampling: SamplingOptions.parse({}),
      seed: 1,
      clock: () => machine.now,
    },
    {
      measure: measureGroup,
      stack: (layers, id) =>
        syntheticCells(
          machine,
          [{ id, ms: layers / 10, between, within: 0.02, cpuTime: interrupted }],
          random,
        )[0]!,
    },
  );
}

describe('calibrating a simulated machine', () => {
  test('interleaved trials keep the nominal false-alarm rate, sequential ones do not', async () => {
    const { level, falseAlarms, falseAlarmInterval, sequential, noiseFloor, spread, trials } =
      await calibrateSynthetic(0.01, 60);
    expect(trials).toBe(60);
    expect(falseAlarmInterval[0]).toBeLessThan(0.05);
    expect(level).toBe(0.05);
    expect(falseAlarms).toBeLessThan(0.15);
    expect(sequential.falseAlarms).toBeGreaterThan(0.3);
    expect(sequential.spread).toBeGreaterThan(spread);
    // Student's t with 60 degrees of freedom, times a deviation from 1 that is known to be the mean.
    expect(noiseFloor).toBeGreaterThan(1.9 * spread);
    expect(noiseFloor).toBeLessThan(2.2 * spread);
  });

  test('tries larger slowdowns until one is found in 80 % of trials', async () => {
    const quiet = await calibrateSynthetic(0.002, 20, undefined, 'drift');
    const loud = await calibrateSynthetic(0.03, 20, undefined, 'drift');
    for (const { detections, detectableSlowdown } of [quiet, loud]) {
      expect(detections.at(-1)!.foundInterval[0]).toBeGreaterThanOrEqual(0.8);
      expect(detectableSlowdown).toBe(detections.at(-1)!.slowdown);
      // 19 of 20 do not show that it is found in 80 %.
      for (const { found } of detections.slice(0, -1)) expect(found).toBeLessThan(1);
    }
    expect(quiet.detectableSlowdown).toBeLessThan(loud.detectableSlowdown!);
  });

  test('beside a neighbour, CPU time finds what the clock does not; verdicts have the floor of their time', async () => {
    const calibration = await calibrateSynthetic(0.002, 20, [{ slowdown: 0.05 }], 'drift', true);
    const { time, wall, noiseFloor, falseAlarms, detections } = calibration;
    expect(time).toBe('cpu');
    expect(falseAlarms).toBeLessThan(0.2);
    expect(detections[0]!.found).toBe(1);
    expect(wall!.detections[0]!.found).toBeLessThan(0.8);
    expect(wall!.noiseFloor).toBeGreaterThan(3 * noiseFloor);
    expect(noiseFloors(calibration)).toEqual({ cpu: noiseFloor, wall: wall!.noiseFloor });
  });

  test('by the clock alone, both times have its floor', async () => {
    const calibration = await calibrateSynthetic(0.01, 3, [{ slowdown: 0.5 }]);
    expect(calibration.time).toBe('wall');
    expect(calibration).not.toHaveProperty('wall');
    const { noiseFloor } = calibration;
    expect(noiseFloors(calibration)).toEqual({ cpu: noiseFloor, wall: noiseFloor });
    expect(noiseFloors(undefined)).toEqual({ cpu: 0, wall: 0 });
  });

  test('tries the given slowdowns, and measures their ratios', async () => {
    const { detections } = await calibrateSynthetic(0.005, 5, [{ slowdown: 0.05 }, { slowdown: 0.5 }]);
    expect(detections.map(({ slowdown }) => slowdown)).toEqual([0.05, 0.5]);
    expect(detections[0]!.ratio).toBeCloseTo(1.05, 1);
    expect(detections[1]).toMatchObject({ found: 1, trials: 20 });
    expect(detections[1]!.ratio).toBeCloseTo(1.5, 1);
  });
});

describe('a stored calibration', () => {
  const machine = { cpu: 'Test CPU (R) 3 GHz', logicalCores: 4, os: 'linux x64' };
  test('is read back only for its machine', async () => {
    const root = mkdtempSync(join(tmpdir(), 'calibration-'));
    try {
      const result = await calibrateSynthetic(0.01, 3, [{ slowdown: 0.2 }]);
      const calibration: Calibration = {
        schema: 'fastvit-bench/calibration@1',
        machine,
        ...result,
        startedAt: '2026-01-01T00:00:00.000Z',
        seconds: 1,
      };
      const path = storeCalibration(root, calibration);
      expect(path).toBe(join(root, 'calibration', 'test-cpu-r-3-ghz-4-linux-x64.json'));
      expect(readCalibration(root, machine)).toEqual(Calibration.parse(calibration));
      expect(readCalibration(root, { ...machine, logicalCores: 8 })).toBeUndefined();
      writeFileSync(path, '{"schema": "fastvit-bench/calibration@99"}');
      expect(() => readCalibration(root, machine)).toThrow('was written by a newer fastvit-bench');
      writeFileSync(path, '{"schema": "fastvit-bench/calibration@1"}');
      expect(() => readCalibration(root, machine)).toThrow('run fastvit-bench calibrate again');
    } finally {
      rmSync(root, { recursive: true });
    }
  });
  test('cannot be stored if a file is in its way', async () => {
    const root = mkdtempSync(join(tmpdir(), 'calibration-'));
    try {
      writeFileSync(join(root, 'calibration'), '');
      expect(() => storeCalibration(root, { machine } as Calibration)).toThrow(
        'cannot store the calibration',
      );
      expect(() => prepareCalibrations(root)).toThrow(/^cannot write the results folder .*choose another/);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
