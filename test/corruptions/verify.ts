// Compares every random corruption with the reference's distributions: npm run verify -- corruptions [--draws 200]
import { parseArgs } from 'node:util';
import { allCases, compare } from './statistics.ts';

const { values } = parseArgs({
  options: {
    draws: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    corruption: { type: 'string' },
  },
});
const cases = allCases().filter(({ corruption }) => corruption === (values.corruption ?? corruption));
let [worstZ, narrowest, widest, compared, bad] = [0, 1, 1, 0, 0];
for (const one of cases) {
  const label = `${one.corruption} ${one.variant} ${one.image} ${one.severity}`;
  for (const result of await compare(one, Number(values.draws), Number(values.seed))) {
    compared++;
    if (result.negligible) continue;
    worstZ = Math.max(worstZ, Math.abs(result.z));
    narrowest = Math.min(narrowest, result.spread);
    widest = Math.max(widest, result.spread);
    if (Math.abs(result.z) < 4 && result.spread < 1.5 && result.spread > 1 / 1.5) continue;
    bad++;
    const { statistic, z, spread, mean, expected } = result;
    console.log(
      `${label} ${statistic}: z ${z.toFixed(2)}, spread ${spread.toFixed(2)}, ${mean} against ${expected}`,
    );
  }
}
const spreads = `${narrowest.toFixed(2)} to ${widest.toFixed(2)}`;
console.log(
  `${compared} comparisons of ${cases.length} distributions: largest |z| ${worstZ.toFixed(2)}, spreads ${spreads}, ${bad} beyond |z| 4 or a factor of 1.5`,
);
process.exitCode = bad === 0 ? 0 : 1;
