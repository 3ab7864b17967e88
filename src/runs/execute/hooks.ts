/** How a run reports to its caller. It prints nothing itself. */
export interface RunHooks {
  /** @param done measured cells of the plan, with a fraction for those in progress @param doing what is happening now */
  progress(done: number, doing: string): void;
  /** Reports something that should remain visible. */
  log(line: string): void;
  /** Stops the run; child processes are ended and measurements are kept. */
  readonly signal: AbortSignal;
  /** Monotonic clock in milliseconds. */
  now(): number;
}
