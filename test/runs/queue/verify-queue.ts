// 200 units with a killed worker, one paused beyond its lock, and Redis killed and restarted; compares every byte with
// the run of one machine: `npm run verify -- queue`
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chaos } from './chaos.ts';
import { tinyRoot, tinySuite } from './tiny-suite.ts';

const root = tinyRoot();
const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-queue-'));
const { units, takenBack, queued, parts, expected, said } = await chaos(tinySuite(root, 20), root, folder);
const wrong = Object.keys({ ...parts, ...expected }).filter((name) => parts[name] !== expected[name]);
console.log(
  `${units} units, 3 workers; taken back: ${takenBack.join(', ')}; parked: ${queued.collected.parked.length}; ${wrong.length} files differ from the run of one machine`,
);
for (const line of [...queued.log, ...said.flatMap((text) => text.trim().split('\n'))])
  console.log(`  ${line}`);
if (wrong.length > 0 || units !== 200) process.exitCode = 1;
