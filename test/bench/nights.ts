// False alarms and power of the nightly detector on simulated nights:
// npm run bench -- nights [nights] [histories] [part of a scenario's name]

import { exactInterval } from '../../src/stats/index.ts';
import { WATCH_DEFAULTS } from '../../src/verdicts/history/machine.ts';
import { falseNights, power, SCENARIOS } from '../verdicts/history/trials.ts';

const CELLS = 200;
const [nights = 1000, histories = 15] = process.argv.slice(2).map(Number);
const wanted = process.argv[4] ?? '';
console.log(`detector: ${JSON.stringify(WATCH_DEFAULTS)}; ${CELLS} cells; brackets: 95 % intervals\n`);

console.log('no cell changes');
for (const [name, weather] of Object.entries(SCENARIOS)) {
  if (nights === 0 || !name.includes(wanted)) continue;
  const { measured, alarms, again } = falseNights({ nights, cells: CELLS, seed: name }, weather);
  console.log(
    `  ${name.padEnd(42)} ${alarms} false of ${measured} nights ${share(alarms, measured, 2)}; ${(100 * again).toFixed(1)} % of cells measured again`,
  );
}

console.log('\none cell becomes slower');
const changes = [
  { size: 0.03, over: 1 },
  { size: 0.05, over: 1 },
  { size: 0.1, over: 1 },
  { size: 0.1, over: 60 },
];
const noise = {
  'independent nights, noise of 0.6 %': { night: 0.0055, run: 0.0025 },
  'independent nights, noise of 1.2 %': {},
  'correlated nights (0.5), noise of 1.2 %': { memory: 0.5 },
  'shared machine': { ...SCENARIOS['shared machine'], machine: Number.POSITIVE_INFINITY },
};
for (const [name, weather] of Object.entries(noise)) {
  if (histories === 0 || !name.includes(wanted)) continue;
  console.log(`  ${name}`);
  for (const change of changes) {
    const { trials, within3, within10, exact, near, step, creep } = power(
      { histories, cells: CELLS, seed: `${name} ${change.size}` },
      change,
      weather,
    );
    const of = (count: number) => `${((100 * count) / trials).toFixed(0)} % ${share(count, trials, 0)}`;
    console.log(
      change.over > 1
        ? `    ${100 * change.size} % over ${change.over} nights: called as creep ${of(creep)}, as step ${of(step)}`
        : `    ${100 * change.size} %: within 3 nights ${of(within3)}, within 10 ${of(within10)}; of these the right night ${exact}, or next to it ${near}, of ${within10}`,
    );
  }
}

function share(count: number, of: number, digits: number): string {
  const { low, high } = exactInterval(count, of);
  return `[${(100 * low).toFixed(digits)}, ${(100 * high).toFixed(digits)}] %`;
}
