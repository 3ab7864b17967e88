import { serve, startProcess } from '../../src/processes/index.ts';
import type { TestRequests } from './entry.ts';

/** A process that starts another, which does something endless. */
export interface ParentRequests {
  /** @returns the id of the other process */
  start(doing: 'hang' | 'block'): number;
  exit(): void;
}

serve<ParentRequests>({
  start: async (doing) => {
    const child = await startProcess<TestRequests>(new URL('./entry.ts', import.meta.url));
    void child.ask(doing, undefined, 'working');
    return child.pid;
  },
  exit: () => process.exit(),
});
