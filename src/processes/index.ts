export { mainThreadWaits, ownPeak, peakOfDescendants } from './memory.ts';
export { runPool } from './pool.ts';
export { serve } from './serve.ts';
export { type Child, type ProcessLimits, startProcess } from './start.ts';
export { startOfProcess } from './started.ts';
