import type { MeasuredCell } from '../../src/latency/index.ts';
import type { Runtime, RuntimeSession } from '../../src/runtimes/index.ts';
import { normalDraw, type Uniform } from '../../src/stats/index.ts';

/** A machine in which time is a number: what runs on it advances the clock by what the noise makes of it. */
export interface SyntheticMachine {
  /** Milliseconds since the machine was switched on. */
  now: number;
  /** Factor by which everything that runs now is slower; called once a run. */
  slowdown: () => number;
  /** Factor by which the clock runs on beyond that, while others have the processor; called once a run. Default 1. */
  interruption?: () => number;
}

export interface SyntheticModel {
  readonly id: string;
  readonly ms: number;
  /** The log factor that a fresh process has for its whole life: drawn by this, or normal with this deviation. */
  readonly between?: number | (() => number);
  /** Standard deviation of the log factor of a run. */
  readonly within?: number;
  /** Milliseconds of the first runs of a process, in order. */
  readonly cold?: readonly number[];
  /** Whether its provider has CPU time. Default: it does not. */
  readonly cpuTime?: boolean;
  readonly threads?: number;
  /** Milliseconds that a run waits, during which it uses no CPU time. */
  readonly waitMs?: number;
  /** Called before each turn with the number of turns so far; may throw. */
  readonly fault?: (turn: number) => void;
}

/** Cells of models whose runtime is simulated on the machine. */
export function syntheticCells(
  machine: SyntheticMachine,
  models: readonly SyntheticModel[],
  random: Uniform,
): MeasuredCell[] {
  const runtime: Runtime = {
    name: 'synthetic',
    providers: { cpu: { format: 'onnx', threads: 'any', cpuTime: models.some(({ cpuTime }) => cpuTime) } },
    packages: [],
    profiles: false,
    requirements: [],
    start: async () => ({
      pid: 0,
      open: async ({ path }) => openSynthetic(machine, models.find(({ id }) => id === path)!, random),
      peakRssBytes: async () => 1000,
      close: async () => {},
    }),
  };
  return models.map(({ id, threads = 1 }) => ({
    cell: {
      model: id,
      form: 'inference',
      runtime: 'synthetic',
      provider: 'cpu',
      resolution: [224, 224],
      batch: 1,
      threads,
      graphOptimization: 'all',
    },
    model: {
      path: id,
      input: { name: 'input', shape: [1, 3, 224, 224], data: new Float32Array() },
      output: 'output',
    },
    runtime,
    weights: 'none',
    modelDigest: '0',
  }));
}

function openSynthetic(machine: SyntheticMachine, model: SyntheticModel, random: Uniform): RuntimeSession {
  const { between = 0 } = model;
  const process = Math.exp(typeof between === 'function' ? between() : between * normalDraw(random));
  const cold = [...(model.cold ?? [])];
  const { threads = 1, waitMs = 0 } = model;
  let turn = 0;
  let cpuMs: number[] = [];
  let waits = 0;
  const once = () => {
    const own = cold.shift() ?? model.ms * process * Math.exp((model.within ?? 0) * normalDraw(random));
    const work = own * machine.slowdown();
    const ms = work * (machine.interruption?.() ?? 1) + waitMs;
    machine.now += ms;
    cpuMs.push(work * threads);
    if (waitMs > 0) waits++;
    return ms;
  };
  machine.now += 50;
  return {
    sessionMs: 50,
    options: { synthetic: true },
    run: async (count, uncounted = 0) => {
      const runs = (length: number) => {
        model.fault?.(turn++);
        return Array.from({ length }, once);
      };
      if (uncounted > 0) runs(uncounted);
      [cpuMs, waits] = [[], 0];
      const counted = runs(count);
      return { runs: counted, ...(model.cpuTime ? { usage: { cpuMs, waits, pageFaults: 0 } } : {}) };
    },
    infer: async () => new Float32Array(),
    close: async () => {},
  };
}
