import { chmodSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../src/files/index.ts';
import { ownPeak, residentBytes } from '../../../src/processes/memory.ts';
import { chanceOf } from './chance.ts';
import { complaints, leftovers, type Said } from './judge.ts';
import type { Opened, Scene, Step } from './kind.ts';
import { runHere, runProcess } from './run.ts';

/** Names one try: the same name gives the same files and commands. */
export interface TryName {
  readonly kind: string;
  readonly seed: string;
  readonly index: number;
}

export interface Attempt {
  readonly said: readonly Said[];
  /** What is wrong with how fastvit-bench behaved; empty if nothing is. */
  readonly problems: readonly string[];
  readonly refused: boolean;
  readonly ms: number;
  /** Bytes of resident memory by which this process grew at most. */
  readonly growth: number;
}

/**
 * Does one try in a folder of its own, and judges what happened.
 *
 * @param work folder for the folder of the try, which is removed afterwards unless `keep` is set
 * @param real starts a process for each command line, instead of calling `main`
 */
export async function attempt(
  { kind, seed, index }: TryName,
  opened: Opened,
  work: string,
  { real, keep = false }: { real: boolean; keep?: boolean },
): Promise<Attempt> {
  const outer = join(work, `${kind}-${index}`);
  const folder = join(outer, 'inside');
  const temporary = join(outer, 'tmp');
  discard(outer);
  for (const path of [folder, temporary]) mkdirSync(path, { recursive: true });
  const before = { folder: process.cwd(), temporary: process.env.TMPDIR };
  process.chdir(folder);
  process.env.TMPDIR = temporary;
  try {
    const scene = await opened.scene(folder, chanceOf(`${seed}/${kind}/${index}`));
    resetPeak();
    const resident = residentBytes(process.pid) ?? 0;
    const started = performance.now();
    const said: Said[] = [];
    for (const step of scene.steps) said.push(await perform(step, scene, real));
    const ms = performance.now() - started;
    // Lets a promise that nobody awaits reject within this try.
    await new Promise(setImmediate);
    const refused = said.some(({ code }) => code === 2);
    const problems = [
      ...said.flatMap(complaints),
      ...leftovers(outer, refused ? (scene.outputs ?? []).map((path) => join(folder, path)) : []),
    ];
    return { said, problems, refused, ms, growth: Math.max(0, ownPeak() - resident) };
  } finally {
    process.chdir(before.folder);
    if (before.temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before.temporary;
    if (!keep) discard(outer);
  }
}

async function perform(step: Step, scene: Scene, real: boolean): Promise<Said> {
  if ('call' in step) return await callIt(step);
  // A process cannot be given an argument with a NUL.
  const apart = real && !step.some((word) => word.includes('\0'));
  const env = { ...ENVIRONMENT, ...scene.env };
  return await (apart ? runProcess : runHere)(step, env, scene.stopAfter);
}

/** No try may reach the network, nor depend on the settings of a machine. */
const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  HF_ENDPOINT: 'http://127.0.0.1:9',
  HF_HUB_CACHE: 'hub-cache',
  NO_COLOR: '1',
};

async function callIt({ name, call }: Exclude<Step, readonly string[]>): Promise<Said> {
  try {
    await call();
    return { line: name, code: 0, stdout: '', stderr: '' };
  } catch (error) {
    if (error instanceof UserError)
      return { line: name, code: 2, stdout: '', stderr: `fastvit-bench: ${error.message.slice(0, 2000)}\n` };
    return { line: name, code: 70, stdout: '', stderr: `${error instanceof Error ? error.stack : error}\n` };
  }
}

/** Linux: "5" sets the peak of this process back to what is resident now. */
function resetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Elsewhere the peak is that of the whole life of the process.
  }
}

/** Removes a folder, of which parts may be unreadable. */
function discard(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    chmodSync(folder, 0o700);
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory()) discard(join(folder, entry.name));
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
