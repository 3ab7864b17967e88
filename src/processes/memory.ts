import { readFileSync } from 'node:fs';

/**
 * Resident memory of a process and its descendants in bytes, now; undefined where the platform has no /proc
 * or the process is gone.
 */
export function residentBytes(pid: number): number | undefined {
  const kibibytes = statusOf(pid, 'VmRSS');
  if (kibibytes === undefined) return undefined;
  return childrenOf(pid).reduce((sum, child) => sum + (residentBytes(child) ?? 0), kibibytes * 1024);
}

/**
 * Peak resident memory of this process in bytes. On Linux from /proc: getrusage begins with the peak of the
 * process that forked this one, which is that of its whole memory where it has written a large model.
 */
export function ownPeak(): number {
  const kibibytes = statusOf('self', 'VmHWM') ?? process.resourceUsage().maxRSS;
  return kibibytes * 1024;
}

/** The sum of the peaks that a process's descendants have had, in bytes; 0 where the platform has no /proc. */
export function peakOfDescendants(pid: number): number {
  return childrenOf(pid).reduce(
    (sum, child) => sum + (statusOf(child, 'VmHWM') ?? 0) * 1024 + peakOfDescendants(child),
    0,
  );
}

function statusOf(pid: number | 'self', field: 'VmRSS' | 'VmHWM'): number | undefined {
  const status = read(`/proc/${pid}/status`);
  const found = status && new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status);
  return found ? Number(found[1]) : undefined;
}

/** Processes that the main thread of a process started. */
function childrenOf(pid: number): number[] {
  return (read(`/proc/${pid}/task/${pid}/children`) ?? '').split(' ').filter(Boolean).map(Number);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
