import { GUIDES, type ShotTable } from './kernels/kernels.ts';
import { defineCorruption } from './primitives/define.ts';
import { copyOf, finish, start } from './primitives/workspace.ts';

/** Constants: photons in a white sample. */
export const shotNoise = defineCorruption({
  name: 'shot_noise',
  group: 'noise',
  summary: 'Poisson noise from few photons, independent in every sample.',
  random: true,
  severities: [[60], [25], [12], [5], [3]],
  applyConstants(image, [photons], random, { workspace }) {
    const table = workspace.memo(`shot_noise ${photons}`, () => shotTable(photons!));
    const { from, to } = start(workspace, image, 8 * image.data.length + 4 * table.thresholds.length);
    const copied = {
      columns: table.columns,
      thresholds: copyOf(table.thresholds, workspace),
      guides: copyOf(table.guides, workspace),
      levels: copyOf(table.levels, workspace),
    };
    workspace.kernels.shot(from, to, workspace.f64(from.length), copied, random);
    return finish(image, to);
  },
});

/**
 * Tabulates Poisson counts for inversion: word b stands for the uniform (b + 1/2) / 2^32, and the count is the
 * smallest k whose cumulative probability reaches it. Counts of `photons` and more become 255, so a row's last entry
 * is open.
 */
function shotTable(photons: number): ShotTable {
  const columns = Math.ceil(photons) + 1;
  const thresholds = new Uint32Array(256 * columns).fill(2 ** 32 - 1);
  const guides = new Uint8Array(256 * GUIDES);
  for (let level = 0; level < 256; level++) {
    const mean = (level / 255) * photons;
    let probability = Math.exp(-mean);
    let total = 0;
    let guide = 0;
    for (let k = 0; k < columns; k++) {
      total += probability;
      probability *= mean / (k + 1);
      // The largest word whose uniform does not exceed the cumulative probability.
      const last = k === columns - 1 ? 2 ** 32 - 1 : Math.floor(total * 2 ** 32 - 0.5);
      if (last >= 0) thresholds[level * columns + k] = Math.min(last, 2 ** 32 - 1);
      for (; guide < GUIDES && guide * (2 ** 32 / GUIDES) <= last; guide++)
        guides[level * GUIDES + guide] = k;
    }
  }
  const levels = Uint8Array.from({ length: columns }, (_, k) => Math.min(k / photons, 1) * 255);
  return { columns, thresholds, guides, levels };
}
