// Coverage of the 95 % intervals of accuracy metrics, in simulated evaluations: npm run bench -- intervals [trials].
// Errors from 1 to 80 % of AlexNet's, and mistakes that are shared by the versions of an image to 30, 60 and 90 %.
// Exit code 1 if a metric covers less than 93 % in a situation, beyond the noise of the simulation.
import { exactInterval } from '../../src/stats/index.ts';
import { coverage, intervals, type Situation } from '../accuracy/metrics/coverage.ts';

const trials = Number(process.argv[2] ?? 1000);
const situations = [0.01, 0.05, 0.3, 0.8].flatMap((errors) =>
  [0.3, 0.6, 0.9].map((shared): Situation => ({ errors, shared })),
);

console.log(`${'metric'.padEnd(22)}  images  covered  least`);
for (const metric of Object.keys(intervals))
  for (const images of [20, 100, 500]) {
    const covered = situations.map((situation) => ({
      situation,
      share: coverage(metric, situation, images, trials),
    }));
    const mean = covered.reduce((sum, { share }) => sum + share, 0) / covered.length;
    const worst = covered.reduce((least, one) => (one.share < least.share ? one : least));
    const { errors, shared } = worst.situation;
    const cells = [percent(mean).padStart(7), percent(worst.share), `at errors ${errors}, shared ${shared}`];
    console.log(`${metric.padEnd(22)}  ${String(images).padStart(6)}  ${cells.join('  ')}`);
    if (exactInterval(Math.round(worst.share * trials), trials, 0.999).high < 0.93) process.exitCode = 1;
  }

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
