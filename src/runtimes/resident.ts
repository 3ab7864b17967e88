import { readFileSync } from 'node:fs';

/** Resident memory of a process in bytes, now; undefined where the platform has no /proc or it is gone. */
export function residentBytes(pid: number): number | undefined {
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return kibibytes ? Number(kibibytes[1]) * 1024 : undefined;
  } catch {
    return undefined;
  }
}
