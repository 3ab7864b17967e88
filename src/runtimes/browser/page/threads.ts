import { scope } from './scope.ts';

/** @throws Error where the page cannot have that many threads */
export function checkThreads(threads: number): void {
  if (threads > 1 && !scope.crossOriginIsolated) {
    throw new Error(`${threads} threads need an isolated page (COOP and COEP), which this page is not`);
  }
}

/** What limits the number of threads of a session. */
export function isolation(): { isolated: boolean; hardwareConcurrency: number } {
  return {
    isolated: scope.crossOriginIsolated,
    hardwareConcurrency: scope.navigator.hardwareConcurrency,
  };
}
