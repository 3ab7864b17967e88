import { cpSync, existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRun, openJournal, readRun, resumeRun } from '../../../../src/results/index.ts';
import { sampleFullRun } from '../../../report/samples.ts';
import { sampleRun } from '../../../results/samples.ts';
import { anchored } from '../../../verdicts/compare/runs.ts';
import { writePhotos, writeSmallModel } from '../base-files.ts';
import { mutatedBytes } from '../bytes.ts';
import type { Chance } from '../chance.ts';
import { mutatedJson, TEXTS } from '../json.ts';
import type { Kind, Scene } from '../kind.ts';
import { misplace } from '../places.ts';
import { runHere } from '../run.ts';

const STORED = join(import.meta.dirname, '../../../fixtures/runs/v1');

/** Damaged runs, parts and histories. */
export const results: Kind = {
  name: 'results',
  share: 1600,
  async prepare(base) {
    for (const name of ['finished', 'second', 'shard1', 'shard2', 'unfinished', 'history'])
      cpSync(join(STORED, name), join(base, name), { recursive: true });
    write(
      join(base, 'full'),
      sampleFullRun().records.filter((_, at) => at % 7 === 0),
    );
    write(join(base, 'base'), [anchored('fastvit_t8', 1, 0.01), anchored('fastvit_s12', 2, 0.01)]);
    write(join(base, 'head'), [anchored('fastvit_t8', 1.2, 0.01), anchored('fastvit_s12', 2, 0.01)]);
    writePhotos(join(base, 'photos'));
    writeSmallModel(join(base, 'model.onnx'));
    const argv = ['eval', '--data', join(base, 'photos'), '--models', join(base, 'model.onnx')];
    await runHere([...argv, '--resolution', '32', '--unit-images', '1', '--out', join(base, 'eval')], {});
  },
  open: async (base) => ({ scene: (folder, chance) => scene(base, folder, chance) }),
};

function write(folder: string, records: Parameters<ReturnType<typeof createRun>['append']>[0]): void {
  const store = createRun(folder, sampleRun({ endedAt: '2026-01-01T00:10:00.000Z' }));
  store.append(records);
  store.close();
}

function scene(base: string, folder: string, chance: Chance): Scene {
  const [one, other] = chance.pick([
    ['finished', 'second'],
    ['shard1', 'shard2'],
    ['unfinished', 'finished'],
    ['full', 'base'],
    ['base', 'head'],
    ['eval', 'eval'],
    ['history', 'base'],
  ] as const);
  cpSync(join(base, one), 'one', { recursive: true });
  cpSync(join(base, other), 'other', { recursive: true });
  const files = filesIn(join(folder, 'one'));
  for (let i = chance.below(2); i >= 0; i--) damage(chance.pick(files), chance);
  if (chance.happens(0.05)) writeFileSync('one/.lock', lock(chance));
  if (chance.happens(0.05)) misplace(join(folder, 'one/.lock'), chance);
  if (chance.happens(0.03))
    misplace(chance.pick([join(folder, 'one'), join(folder, 'one/predictions')]), chance);
  if (one === 'history')
    return { steps: [chance.pick([['history', 'one'], ['history', 'one', '--json'], HISTORY])] };
  const steps = chance.pick([
    [['report', 'one']],
    [['report', 'one', 'other', '--format', 'md,csv,json,junit', '-o', 'both.html']],
    [['compare', 'one', 'other']],
    [['compare', 'other', 'one', '--json', '--markdown', 'c.md', '--badge', 'b.json']],
    [['query', chance.pick(QUERIES), '--run', 'one']],
    [['query', chance.pick(QUERIES), '--run', 'one', '--json']],
    [['merge', 'one', 'other', '--out', 'merged']],
    [['history', 'history', '--add', 'one']],
    [
      { name: 'resume and read again', call: () => resumed(join(folder, 'one')) },
      ['query', 'SELECT count(*) AS n FROM records', '--run', 'one'],
    ],
  ]);
  return { steps };
}

const HISTORY = ['history', 'one', '--changes', '--save', 'other', '--badge', 'badge.json'];

const QUERIES = [
  'SELECT * FROM predictions',
  'SELECT model, avg(correct::INT) AS top1 FROM predictions GROUP BY model',
  'SELECT * FROM unreadable',
  'SELECT * FROM latency',
  'SELECT * FROM records LIMIT 5',
  'SELECT record->>0 FROM records',
];

function damage(path: string, chance: Chance): void {
  if (!existsSync(path)) return;
  // A second time, it may be large or no file.
  const { size } = lstatSync(path);
  const bytes = lstatSync(path).isFile() && size < 10e6 ? readFileSync(path) : Buffer.alloc(0);
  if (chance.happens(0.08) || bytes.length === 0) misplace(path, chance);
  else if (path.endsWith('.json') && chance.happens(0.7)) writeFileSync(path, damagedJson(bytes, chance));
  else if (path.endsWith('.jsonl') && chance.happens(0.7)) writeFileSync(path, damagedLines(bytes, chance));
  else writeFileSync(path, mutatedBytes(bytes, chance));
}

function damagedJson(bytes: Buffer, chance: Chance): string {
  // It is enough that a text is very long or deep.
  if (bytes.length > 200_000 || bytes.includes('[[[[[[') || bytes.includes('{"a":{"a":{"a":'))
    return String(bytes);
  try {
    return mutatedJson(JSON.parse(String(bytes)), chance);
  } catch {
    // It was damaged before.
    return '';
  }
}

/** Some lines are removed, repeated, added or have something wrong with them. */
function damagedLines(bytes: Buffer, chance: Chance): string {
  const lines = String(bytes).trimEnd().split('\n');
  for (let i = chance.below(2); i >= 0; i--) {
    const at = chance.happens(0.3) ? 0 : chance.below(lines.length);
    const line = lines[at] ?? '';
    const what = chance.below(8);
    if (what === 0) lines.splice(at, 1);
    else if (what === 1) lines.splice(at, 0, line);
    else if (what === 2) lines.splice(at, 0, chance.pick(TEXTS));
    else lines[at] = damagedJson(Buffer.from(line), chance);
  }
  return `${lines.join('\n')}${chance.happens(0.9) ? '\n' : ''}`;
}

function lock(chance: Chance): string {
  return chance.pick([
    '',
    '{}',
    '{"pid":1,"host":"elsewhere"}',
    `{"pid":${process.pid},"host":"${'h'.repeat(5000)}"}`,
    '{"pid":-1,"host":"\\u001b[2J"}',
    '{"pid":"1","host":null}',
    'null',
    mutatedJson({ pid: 1, host: 'here' }, chance),
  ]);
}

function resumed(folder: string): void {
  const store = resumeRun(folder);
  try {
    openJournal(folder, '32x32/b1/t1');
    store.append([]);
    store.update({ endedAt: '2026-01-01T01:00:00.000Z' });
  } finally {
    store.close();
  }
  readRun(folder);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return /html$/.test(entry.name) ? [] : [path];
  });
}
