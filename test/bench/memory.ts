// Peak memory of an evaluation of few and of many images, coordinator and workers: `npm run bench -- memory [few] [many]`
import { cpSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ended, startTinyRun } from '../accuracy/tiny-process.ts';

const [few = 500, many = 50_000] = process.argv.slice(2).map(Number);
const root = mkdtempSync(join(tmpdir(), 'fastvit-bench-'));
const image = join(root, 'image.jpg');
cpSync(fileURLToPath(new URL('../fixtures/pixels/images/square_224.jpg', import.meta.url)), image);
try {
  const small = await peaks(few);
  const large = await peaks(many);
  for (const who of ['coordinator', 'worker'] as const) {
    const [a, b] = [small[who], large[who]].map((bytes) => Math.round(bytes / 2 ** 20));
    console.log(`${who}: ${a} MiB for ${few} images, ${b} MiB for ${many}`);
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}

/** The largest resident memory of each kind of process, in bytes, as Linux reports it. */
async function peaks(count: number): Promise<{ coordinator: number; worker: number }> {
  const data = join(root, `data-${count}`);
  for (let i = 0; i < count; i++) {
    const folder = join(data, `class-${i % 4}`);
    if (i < 4) mkdirSync(folder, { recursive: true });
    linkSync(image, join(folder, `${String(i).padStart(6, '0')}.jpg`));
  }
  const child = startTinyRun(data, join(root, `run-${count}`), 2, 'bench');
  const seen = { coordinator: 0, worker: 0 };
  const timer = setInterval(() => {
    seen.coordinator = Math.max(seen.coordinator, peakOf(child.pid));
    for (const pid of childrenOf(child.pid)) seen.worker = Math.max(seen.worker, peakOf(pid));
  }, 200);
  await ended(child).finally(() => clearInterval(timer));
  return seen;
}

function peakOf(pid: number | undefined): number {
  const line = /^VmHWM:\s+(\d+) kB/m.exec(readIfAny(`/proc/${pid}/status`));
  return Number(line?.[1] ?? 0) * 1024;
}

function childrenOf(pid: number | undefined): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => new RegExp(`^PPid:\\s+${pid}$`, 'm').test(readIfAny(`/proc/${candidate}/status`)));
}

function readIfAny(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
