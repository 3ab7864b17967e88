// Kills a run of four models at random moments, resumes it to the end, and compares every byte with an
// undisturbed run: `npm run verify -- kill [kills, default 20]`
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tinyFiles } from './tiny-data.ts';
import { ended, outcome, startTinyRun } from './tiny-process.ts';

const wanted = Number(process.argv[2] ?? 20);
const root = mkdtempSync(join(tmpdir(), 'fastvit-bench-kill-'));
const data = join(root, 'data');
for (const [name, image] of tinyFiles()) {
  mkdirSync(dirname(join(data, name)), { recursive: true });
  cpSync(fileURLToPath(new URL(`../fixtures/pixels/images/${image}`, import.meta.url)), join(data, name));
}

const undisturbed = join(root, 'undisturbed');
const begun = performance.now();
await ended(startTinyRun(data, undisturbed, 2));
const whole = performance.now() - begun;
const expected = JSON.stringify(outcome(undisturbed));

let kills = 0;
let attempt = 0;
let folder = '';
while (kills < wanted) {
  // A run that survives to its end is started again.
  if (folder === '' || finished(folder)) folder = join(root, `killed-${attempt++}`);
  const child = startTinyRun(data, folder, 1 + (attempt % 2));
  const end = ended(child);
  const timer = setTimeout(() => child.kill('SIGKILL'), Math.random() * whole * 1.1);
  const how = await end;
  clearTimeout(timer);
  if (how === 'SIGKILL') kills++;
  process.stderr.write(`\r${kills} of ${wanted} kills, ${attempt} runs`);
}
process.stderr.write('\n');

let wrong = 0;
for (let i = 0; i < attempt; i++) {
  const name = join(root, `killed-${i}`);
  if (!finished(name)) await ended(startTinyRun(data, name, 2));
  if (JSON.stringify(outcome(name)) !== expected) wrong++;
}
console.log(`${kills} kills over ${attempt} runs: ${wrong} differ from the undisturbed run`);
if (wrong === 0) rmSync(root, { recursive: true, force: true });
else process.exitCode = 1;

/** Whether run.json says that the run ended; a run killed early has none. */
function finished(path: string): boolean {
  if (!existsSync(path) || !readdirSync(path).includes('run.json')) return false;
  return JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')).endedAt !== undefined;
}
