import { scope } from './scope.ts';

/** @throws Error where the page cannot have that many threads */
export function checkThreads(threads: number): void {
  if (threads > 1 && !scope.crossOriginIsolated) {
    throw new Error(`${threads} threads need a page that is isolated (COOP and COEP), and this one is not`);
  }
}

/** What the number of threads of any session depends on. */
export function isolation(): { isolated: boolean; hardwareConcurrency: number } {
  return {
    isolated: scope.crossOriginIsolated,
    hardwareConcurrency: scope.navigator.hardwareConcurrency,
  };
}
