import { readFileSync } from 'node:fs';

/**
 * Returns when a process started, in clock ticks since the machine booted; undefined if it has ended, or where the
 * platform has no /proc. Together with the number of the process it names one process only, while the number alone is
 * used again. Source: proc_pid_stat(5), field 22.
 */
export function startOfProcess(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in brackets, which may hold spaces and brackets itself.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
