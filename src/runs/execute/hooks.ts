/** How a run talks to whoever started it; it prints nothing itself. */
export interface RunHooks {
  /** `done` cells of the plan are measured, fractions for the one in work, and what is happening now. */
  progress(done: number, doing: string): void;
  /** Something worth a line that stays. */
  log(line: string): void;
  /** Stops the run: child processes are closed, what was measured is kept. */
  readonly signal: AbortSignal;
  /** Milliseconds, monotonic. */
  now(): number;
}
