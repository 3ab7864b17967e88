// CPU time per image in ms, one thread, median over calls and then over severities, next to Python's imagecorruptions:
// as recorded, and measured alternately in the same run if `--python` (or the variable IMAGECORRUPTIONS_PYTHON) names an
// interpreter that has it. Python runs twice, with the default allocator and with one tuned to keep its memory; the
// faster figure counts.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { createWorkspace, type Image, keyedRandom, selectCorruptions } from '#corruptions';
import { plainWorkspace } from '../corruptions/kernels/index.ts';

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: process.env.IMAGECORRUPTIONS_PYTHON ?? '' },
    size: { type: 'string', multiple: true, default: ['224', '512'] },
    corruption: { type: 'string', default: 'imagenet-c,extra' },
    variant: { type: 'string', default: 'any-size' },
    rounds: { type: 'string', default: '5' },
    plain: { type: 'boolean', default: false },
  },
});
const variant = values.variant === 'imagenet-c' ? 'imagenet-c' : 'any-size';
const sizes = values.size.map(Number);
const rounds = Number(values.rounds);
const list = selectCorruptions(values.corruption).filter(({ group }) => group !== 'rendition');
const severities = [1, 2, 3, 4, 5] as const;
const TUNED = {
  MALLOC_MMAP_THRESHOLD_: '4294967296',
  MALLOC_TRIM_THRESHOLD_: '4294967296',
  MALLOC_TOP_PAD_: '268435456',
};
const ONE_THREAD = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  NUMBA_NUM_THREADS: '1',
};

/** Returns the CPU time of each of `calls` calls, in ms. */
type Timer = (corruption: string, severity: number, size: number, calls: number) => Promise<number[]>;

const folder = mkdtempSync(join(tmpdir(), 'corruptions-bench-'));
const peers: ChildProcess[] = [];
try {
  const images = new Map<number, Image>();
  for (const size of sizes) images.set(size, await astronaut(size));
  const timers: Record<string, Timer> = { ours: ourTimer(images) };
  if (values.python !== '') {
    timers.default = await peerTimer(values.python, images, {});
    timers.tuned = await peerTimer(values.python, images, TUNED);
  }
  for (const size of sizes) report(size, await measure(timers, size));
} finally {
  for (const peer of peers) peer.kill();
  rmSync(folder, { recursive: true });
}

/** Medians by timer and corruption: over the rounds of a severity, then over severities. */
async function measure(timers: Record<string, Timer>, size: number): Promise<Map<string, number>> {
  const medians = new Map<string, number>();
  for (const { name } of list) {
    const samples = new Map<string, number[]>();
    // Round 0 is a warm-up and is dropped.
    for (let round = 0; round <= rounds; round++)
      for (const severity of severities)
        for (const [who, timer] of Object.entries(timers)) {
          const times = await timer(name, severity, size, round === 0 && who === 'ours' ? 12 : 2);
          if (round > 0)
            samples.set(`${who} ${severity}`, [...(samples.get(`${who} ${severity}`) ?? []), ...times]);
        }
    for (const who of Object.keys(timers))
      medians.set(
        `${who} ${name}`,
        median(severities.map((severity) => median(samples.get(`${who} ${severity}`)!))),
      );
  }
  return medians;
}

function report(size: number, medians: Map<string, number>): void {
  const recorded = recordedTimings(size);
  const live = values.python !== '';
  console.log(
    `\n${size}×${size}, variant ${variant}, ms of CPU time per image, median over severities 1 to 5`,
  );
  console.log(row('corruption', 'ours', 'recorded', 'ratio', ...(live ? ['default', 'tuned', 'ratio'] : [])));
  const logs: [number[], number[]] = [[], []];
  for (const { name } of list) {
    const ours = medians.get(`ours ${name}`)!;
    const then = recorded?.[name] ?? Number.NaN;
    const cells = [ours.toFixed(3), then.toFixed(3), (then / ours).toFixed(2)];
    logs[0].push(Math.log(then / ours));
    if (live) {
      const [one, two] = [medians.get(`default ${name}`)!, medians.get(`tuned ${name}`)!];
      const ratio = Math.min(one, two) / ours;
      logs[1].push(Math.log(ratio));
      cells.push(one.toFixed(3), two.toFixed(3), ratio.toFixed(2));
    }
    console.log(row(name, ...cells));
  }
  const mean = (values: number[]) => Math.exp(values.reduce((a, b) => a + b, 0) / values.length).toFixed(2);
  console.log(row('geometric mean', '', '', mean(logs[0]), ...(live ? ['', '', mean(logs[1])] : [])));
}

function row(first: string, ...cells: string[]): string {
  return first.padEnd(20) + cells.map((cell) => cell.padStart(10)).join('');
}

function ourTimer(images: Map<number, Image>): Timer {
  const workspace = values.plain ? plainWorkspace() : createWorkspace();
  const byName = new Map(list.map((corruption) => [corruption.name, corruption]));
  let key = 0;
  return async (name, severity, size, calls) => {
    const corruption = byName.get(name)!;
    const image = images.get(size)!;
    // A call is short compared with the clock's resolution of 1 µs and with garbage collection, so a sample is several calls.
    return Array.from({ length: calls }, () => {
      const start = process.cpuUsage();
      let repeats = 0;
      let spent = 0;
      do {
        const random = keyedRandom(1, `image ${key++}`, name, severity);
        corruption.apply(image, severity as 1, random, { workspace, variant });
        repeats++;
        const { user, system } = process.cpuUsage(start);
        spent = (user + system) / 1000;
      } while (spent < 4);
      return spent / repeats;
    });
  };
}

async function peerTimer(
  python: string,
  images: Map<number, Image>,
  env: Record<string, string>,
): Promise<Timer> {
  const script = fileURLToPath(new URL('corruptions-peer.py', import.meta.url));
  const files = [...images].map(([size, { data }]) => {
    const path = join(folder, `${size}.rgb`);
    writeFileSync(path, data);
    return `${size}=${path}`;
  });
  const peer = spawn(python, [script, ...files], {
    env: { ...process.env, ...ONE_THREAD, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  peers.push(peer);
  const lines = createInterface({ input: peer.stdout! })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${python} exited; is the package imagecorruptions installed there?`);
    return JSON.parse(value);
  };
  await answer();
  return async (corruption, severity, size, calls) => {
    peer.stdin!.write(`${JSON.stringify({ corruption, severity, size, calls })}\n`);
    return answer();
  };
}

/** The recorded Python medians (the smaller of two allocators), if the reference data is there. */
function recordedTimings(size: number): Record<string, number> | undefined {
  const path = new URL('../fixtures/corruptions/python-timings.json', import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')).smaller_median_cpu_ms[size];
}

async function astronaut(size: number): Promise<Image> {
  const path = fileURLToPath(new URL('../fixtures/corruptions/images/astronaut.png', import.meta.url));
  const { data } = await sharp(path)
    .removeAlpha()
    .resize(size, size)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: size, height: size, data: new Uint8Array(data) };
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
