import { UserError } from '../../src/files/index.ts';
import { serve } from '../../src/processes/index.ts';

/** What the process of these tests can be asked. */
export interface TestRequests {
  echo(value: unknown): unknown;
  /** Reports every number below `count`, then answers with it. */
  count(count: number): number;
  exit(code: number): void;
  signal(name: NodeJS.Signals): void;
  /** Prints on stderr, then throws an uncaught error. */
  crash(message: string): void;
  fail(message: string): void;
  refuse(message: string): void;
  /** Never answers, but can end. */
  hang(): void;
  /** Never answers, and sees nothing that happens. */
  block(): void;
  /** Holds this many bytes more. */
  allocate(bytes: number): void;
  environment(name: string): string | undefined;
}

const held: Buffer[] = [];

serve<TestRequests, number>({
  echo: (value) => value,
  count: (count, report) => {
    for (let i = 0; i < count; i++) report(i);
    return count;
  },
  exit: (code) => process.exit(code),
  signal: (name) => {
    process.kill(process.pid, name);
    return new Promise<void>(() => {});
  },
  crash: (message) => {
    setImmediate(() => {
      throw new Error(message);
    });
    return new Promise<void>(() => {});
  },
  fail: (message) => {
    throw new Error(message);
  },
  refuse: (message) => {
    throw new UserError(message);
  },
  hang: () => new Promise<void>(() => {}),
  block: () => {
    for (;;);
  },
  allocate: (bytes) => {
    held.push(Buffer.alloc(bytes, 1));
  },
  environment: (name) => process.env[name],
});
