import type { LoadedSuite } from '../runs/suite/index.ts';
import { type Io, note } from './io.ts';
import { type Progress, startProgress } from './progress.ts';

/** Shows the progress of downloads from the hub; nothing for files below 1 MB. */
export function downloadProgress(io: Io): {
  update: (label: string, done: number, total: number) => void;
  /** Prints a line that stays, above the bar. */
  log: (line: string) => void;
  stop: () => void;
} {
  let current: { readonly label: string; readonly progress: Progress } | undefined;
  return {
    update(label, done, total) {
      if (total < 1e6) return;
      if (current?.label !== label) {
        current?.progress.stop();
        current = { label, progress: startProgress(io, Math.round(total / 1e6), 'MB') };
      }
      current.progress.update(done / 1e6, label);
    },
    log: (line) => (current ? current.progress.log(line) : note(io, line)),
    stop() {
      current?.progress.stop();
      current = undefined;
    },
  };
}

/**
 * Checks the datasets of a suite, downloads its hub models and checks its weights; returns the suite with local files.
 *
 * @param weights false to fetch only what planning needs
 * @throws UserError for an input that cannot be fetched or does not fit its model
 */
export async function fetchInputs(
  asked: LoadedSuite,
  io: Io,
  { weights = true }: { weights?: boolean } = {},
): Promise<LoadedSuite> {
  const { assertDatasets, checkWeights, fetchHubModels } = await import('../runs/execute/index.ts');
  if (weights) assertDatasets(asked);
  const progress = downloadProgress(io);
  const options = {
    env: io.env,
    onNote: progress.log,
    onProgress: progress.update,
  };
  try {
    const loaded = await fetchHubModels(asked, options);
    if (weights) await checkWeights(loaded, options);
    return loaded;
  } finally {
    progress.stop();
  }
}
