// Replays measured unit times on up to 1,000 workers that die and fail. The measured values, and where they come from,
// are in docs/data/scale.json. `npm run bench -- scale [units]`, by default 18,816: ImageNet-C of 50,000 images in units
// of 256.
import { readFileSync } from 'node:fs';
import { simulate } from './scale-simulation.ts';

interface Measured {
  readonly machine: string;
  /** Seconds of units by the clock, of `images` images and one model. */
  readonly images: number;
  readonly seconds: readonly number[];
  readonly startSeconds: number;
  readonly redisSeconds: number;
  readonly collectSeconds: number;
}

const units = Number(process.argv[2] ?? 18_816);
const measured: Measured = JSON.parse(
  readFileSync(new URL('../../docs/data/scale.json', import.meta.url), 'utf8'),
);
const scale = 256 / measured.images;
// The time of a unit is proportional to its images.
const unitSeconds = measured.seconds.map((seconds) => seconds * scale);
console.log(
  `${units} units of 256 images, one model, unit times of ${measured.machine} (${measured.seconds.length} units of ${measured.images} images, scaled)`,
);
console.log('workers  deaths  failures       time  efficiency  repeated  Redis  coordinator');
for (const hoursBetweenDeaths of [Number.POSITIVE_INFINITY, 24, 2]) {
  const failures = hoursBetweenDeaths === Number.POSITIVE_INFINITY ? 0 : 0.001;
  for (const workers of [1, 10, 100, 1000]) {
    const outcome = simulate({
      workers,
      units,
      unitSeconds,
      startSeconds: measured.startSeconds,
      hoursBetweenDeaths,
      lockSeconds: 30,
      failures,
      redisSeconds: measured.redisSeconds,
      collectSeconds: measured.collectSeconds,
      seed: `scale ${workers} ${hoursBetweenDeaths}`,
    });
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    console.log(
      [
        String(workers).padStart(7),
        (Number.isFinite(hoursBetweenDeaths) ? `1/${hoursBetweenDeaths} h` : 'none').padStart(7),
        percent(failures).padStart(9),
        `${(outcome.seconds / 3600).toFixed(2)} h`.padStart(10),
        percent(outcome.efficiency).padStart(11),
        String(outcome.repeated).padStart(9),
        percent(outcome.redisLoad).padStart(6),
        percent(outcome.coordinatorLoad).padStart(12),
      ].join(' '),
    );
  }
}
