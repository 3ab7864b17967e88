import { parseArgs } from 'node:util';
import { formatTable } from '../../src/cli/table.ts';
import { attack, type Failure, type Tally } from '../support/hostile/attack.ts';
import type { Attempt, TryName } from '../support/hostile/attempt.ts';
import { kinds } from '../support/hostile/kinds/index.ts';

// The whole attack: damaged and hostile files, results, queues and hubs.
// Usage: npm run verify -- hostile [--seed N] [--tries N] [--only onnx,images] [--try N, with one kind]

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20261124' },
    tries: { type: 'string', default: '10000' },
    only: { type: 'string', default: kinds.map(({ name }) => name).join(',') },
    try: { type: 'string' },
    processes: { type: 'string', default: '2' },
  },
});
const { seed, tries, only, try: index } = values;
const wanted = only.split(',');
const chosen = kinds.filter(({ name }) => wanted.includes(name));
const unknown = wanted.find((name) => !kinds.some((kind) => kind.name === name));
if (unknown !== undefined || (index !== undefined && chosen.length !== 1)) {
  console.error(`--only takes ${kinds.map(({ name }) => name).join(', ')}; --try needs one of them`);
  process.exit(2);
}

const started = performance.now();
let last = started;
const { tallies, failures, said, kept } = await attack({
  kinds: chosen,
  seed,
  tries: Number(tries),
  processes: Number(values.processes),
  ...(index === undefined ? {} : { index: Number(index) }),
  onTry(done, total, failure) {
    if (failure) console.log(describe(failure));
    if (performance.now() - last < 20_000) return;
    last = performance.now();
    console.error(`${done} of ${total} tries in ${Math.round((last - started) / 1000)} s`);
  },
});
for (const step of said) console.log(transcript(step));
if (kept !== undefined) console.log(`files: ${kept}\n`);
console.log(table(tallies));
console.log(`seed ${seed}, ${Math.round((performance.now() - started) / 1000)} s`);
if (failures.length > 0) process.exitCode = 1;

function transcript({ line, code, stdout, stderr }: Attempt['said'][number]): string {
  return `$ ${line}\n${visible(stdout)}${visible(stderr)}(exit code ${code})\n`;
}

function visible(text: string): string {
  return text
    .split('\n')
    .map((line) => JSON.stringify(line).slice(1, -1).slice(0, 1000))
    .join('\n');
}

function describe({ name, kind, problems }: Failure): string {
  return `${kind} in ${name.kind} ${name.index}\n${problems.map((problem) => `  ${visible(problem)}`).join('\n')}\n  again: ${again(name)}\n`;
}

function again({ kind, index, seed }: TryName): string {
  return `npm run verify -- hostile --only ${kind} --seed ${seed} --try ${index}`;
}

function table(all: ReadonlyMap<string, Tally>): string {
  const head = ['kind', 'tries', 'refused', 'accepted', 'crashes', 'hangs', 'worst s', 'worst growth MiB'];
  return formatTable(
    head,
    [...all].map(([kind, tally]) =>
      tally.skipped
        ? [`${kind} (skipped: ${tally.skipped})`]
        : [
            ...[kind, tally.tries, tally.refused, tally.accepted, tally.crashes, tally.hangs],
            (tally.worstMs / 1000).toFixed(1),
            Math.round(tally.worstGrowth / 2 ** 20),
          ],
    ),
  );
}
