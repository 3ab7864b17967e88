export interface ScheduleOptions {
  readonly steps: number;
  readonly warmupSteps: number;
  readonly learningRate: number;
}

/** Learning rate of a step, counted from 0: linear from near 0 to the peak, then half a cosine down to 1 % of it. */
export function learningRateAt(step: number, { steps, warmupSteps, learningRate }: ScheduleOptions): number {
  if (step < warmupSteps) return (learningRate * (step + 1)) / warmupSteps;
  const done = (step - warmupSteps) / Math.max(1, steps - warmupSteps);
  return learningRate * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * done)));
}

/** Decay of the weights' moving average: lower at first, so that it follows while the weights change quickly. */
export function averageDecayAt(step: number, decay: number): number {
  return Math.min(decay, (1 + step) / (10 + step));
}
