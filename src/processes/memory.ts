import { readFileSync } from 'node:fs';

/**
 * Measures the resident memory of a process and its descendants, in bytes; undefined where the platform has no /proc or
 * the process has ended.
 */
export function residentBytes(pid: number): number | undefined {
  const kibibytes = statusOf(pid, 'VmRSS');
  if (kibibytes === undefined) return undefined;
  return childrenOf(pid).reduce((sum, child) => sum + (residentBytes(child) ?? 0), kibibytes * 1024);
}

/**
 * Measures the peak resident memory of this process, in bytes. On Linux it reads /proc, because getrusage starts from the
 * peak of the process that forked this one, which may have written a large model.
 */
export function ownPeak(): number {
  const kibibytes = statusOf('self', 'VmHWM') ?? process.resourceUsage().maxRSS;
  return kibibytes * 1024;
}

/**
 * Counts the voluntary context switches of this process's main thread, which are its waits: those of helper threads,
 * for example of the garbage collector, are left out. Undefined where the platform does not count them.
 */
export function mainThreadWaits(): number | undefined {
  // A process that answers messages has waited for one, so zero means that nobody counts.
  return statusOf('self', 'voluntary_ctxt_switches') || undefined;
}

/** Adds up the peaks of a process's descendants, in bytes; 0 where the platform has no /proc. */
export function peakOfDescendants(pid: number): number {
  return childrenOf(pid).reduce(
    (sum, child) => sum + (statusOf(child, 'VmHWM') ?? 0) * 1024 + peakOfDescendants(child),
    0,
  );
}

function statusOf(pid: number | 'self', field: string): number | undefined {
  const status = read(`/proc/${pid}/status`);
  const found = status && new RegExp(`^${field}:\\s+(\\d+)(?: kB)?$`, 'm').exec(status);
  return found ? Number(found[1]) : undefined;
}

/** Processes that the main thread of a process started. */
export function childrenOf(pid: number): number[] {
  return (read(`/proc/${pid}/task/${pid}/children`) ?? '').split(' ').filter(Boolean).map(Number);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
