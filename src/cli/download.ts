import type { Io } from './io.ts';
import { type Progress, startProgress } from './progress.ts';

/** Shows how far a download from the hub is: a bar, or lines in a log. */
export function downloadProgress(io: Io): {
  update: (label: string, done: number, total: number) => void;
  stop: () => void;
} {
  let current: { readonly label: string; readonly progress: Progress } | undefined;
  return {
    update(label, done, total) {
      if (current?.label !== label) {
        current?.progress.stop();
        current = { label, progress: startProgress(io, total / 1e6, 'MB') };
      }
      current.progress.update(done / 1e6, label);
    },
    stop: () => current?.progress.stop(),
  };
}
