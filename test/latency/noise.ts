import { normalDraw, type Uniform } from '../../src/stats/index.ts';
import type { SyntheticMachine } from './synthetic.ts';

type Slowdown = (machine: SyntheticMachine, random: Uniform) => () => number;

/** What a shared machine does to durations, as the factor of slowness at each run. */
export const noises = {
  /** 30 % slower from beginning to end of two minutes, as a CPU that heats up. */
  drift: (machine) => () => 1 + 0.3 * Math.min(1, machine.now / 120_000),
  /** A neighbour that doubles the time for a dozen runs, now and then. */
  bursts: (_, random) => {
    let left = 0;
    return () => {
      if (left > 0) left--;
      else if (random() < 0.02) left = Math.ceil(24 * random());
      return left > 0 ? 2 : 1;
    };
  },
  /** Two speeds, changed at random after some thirty runs: frequency steps, a sibling thread that is busy or not. */
  bimodal: (_, random) => {
    let slow = false;
    return () => {
      if (random() < 1 / 30) slow = !slow;
      return slow ? 1.6 : 1;
    };
  },
  /** A slowly wandering speed: first-order autoregression of the logarithm, 0.95 from run to run, sd 16 %. */
  autocorrelated: (_, random) => {
    let log = 0;
    return () => {
      log = 0.95 * log + 0.05 * normalDraw(random);
      return Math.exp(log);
    };
  },
} satisfies Record<string, Slowdown>;

export type NoiseName = keyof typeof noises;
