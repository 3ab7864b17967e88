import { serve, startProcess } from '../../src/processes/index.ts';

// A process that starts another, which does something endless.
serve<{ start(): number }>({
  start: async () => {
    const child = await startProcess<{ hang(): void }>(new URL('./entry.ts', import.meta.url));
    void child.ask('hang', undefined, 'sleeping');
    return child.pid;
  },
});
