// False alarms and power of the nightly detector on simulated nights: `npm run bench -- detector [nights] [trials]`

import { exactInterval } from '../../src/stats/index.ts';
import { CHANGE_DEFAULTS } from '../../src/verdicts/history/changes.ts';
import { WEATHER } from '../verdicts/history/simulate.ts';
import { falseNights, namedSlowdowns } from '../verdicts/history/trials.ts';

const [nights = 1000, trials = 1000] = process.argv.slice(2).map(Number);
console.log(`nights: ${JSON.stringify(WEATHER)}`);
console.log(`detector: ${JSON.stringify({ ...CHANGE_DEFAULTS, family: 200 })}`);

const quiet = falseNights({ nights, cells: 200, seed: 'a/a' }, WEATHER);
const again = (100 * quiet.suspected) / (quiet.measured * 200);
console.log(
  `no change: ${quiet.alarms} of ${quiet.measured} nights of 200 cells call something regressed${share(quiet.alarms, quiet.measured)}; ${again.toFixed(1)} % of cells are measured again`,
);

for (const slowdown of [0.06, 0.08, 0.1, 0.15]) {
  const { named, withNight } = namedSlowdowns(
    { trials, cells: 4, family: 200, slowdown, within: 3, seed: `slow ${slowdown}` },
    WEATHER,
  );
  console.log(
    `${100 * slowdown} % slower: named within 3 nights in ${named} of ${trials} trials${share(named, trials)}, with its night in ${withNight}`,
  );
}

function share(count: number, of: number): string {
  const { low, high } = exactInterval(count, of);
  return ` (${((100 * count) / of).toFixed(1)} %; 95 % interval ${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)} %)`;
}
