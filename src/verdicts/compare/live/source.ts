import { execFile } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import {
  exists,
  INPUTS,
  makeFolder,
  messageOf,
  readFile,
  readJsonFile,
  UserError,
} from '../../../files/index.ts';

const execute = promisify(execFile);

/** One side of a live comparison: a model file, or a version of fastvit-bench that exports models. */
export type LiveSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'git'; readonly ref: string; readonly commit: string; readonly repository: string }
  | { readonly kind: 'npm'; readonly spec: string };

/** What a version of fastvit-bench is asked to export. */
export interface WantedModels {
  readonly models: readonly string[];
  readonly resolution: number;
  readonly batch: number;
}

/**
 * Parses a side of `compare --live`: a path that ends in .onnx; `npm:<version>`, a bare version such as 1.2.0, or a
 * tarball; anything else is a git ref of the current clone.
 *
 * @param cwd a folder in the clone
 * @throws UserError if it is none of these
 */
export async function parseSource(text: string, cwd: string): Promise<LiveSource> {
  if (/\.onnx$/i.test(text)) {
    if (!exists(text)) throw new UserError(`${text}: no such file`);
    return { kind: 'file', path: text };
  }
  if (text.startsWith('npm:')) return { kind: 'npm', spec: text.slice(4) };
  if (/^\d+\.\d+\.\d+/.test(text) || /\.tgz$/.test(text)) return { kind: 'npm', spec: text };
  const git = async (...args: string[]) => (await execute('git', ['-C', cwd, ...args])).stdout.trim();
  try {
    // Git would read a leading dash as an option.
    if (text.startsWith('-')) throw new Error('no ref');
    const commit = await git('rev-parse', '--verify', '--quiet', `${text}^{commit}`);
    return { kind: 'git', ref: text, commit, repository: await git('rev-parse', '--show-toplevel') };
  } catch {
    throw new UserError(
      `"${text}" is not an ONNX file, an npm version or a git ref of this clone; fetch a missing ref first (in CI: fetch-depth: 0)`,
    );
  }
}

/** The name of a side in the comparison. */
export function sourceName(source: LiveSource): string {
  switch (source.kind) {
    case 'file':
      return source.path;
    case 'git':
      return `${source.ref} (${source.commit.slice(0, 8)})`;
    case 'npm':
      return `npm ${basename(source.spec)}`;
  }
}

/**
 * Exports the models of a source into a folder, with the code of that source.
 *
 * @returns path of the ONNX file by model
 * @throws UserError with the line that names the failure
 */
export async function writeModels(
  source: LiveSource,
  wanted: WantedModels,
  folder: string,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  if (source.kind === 'file') return new Map([['model', source.path]]);
  makeFolder(folder);
  const command =
    source.kind === 'git'
      ? await checkout(source, folder, signal)
      : await install(source.spec, folder, signal);
  const files = new Map<string, string>();
  try {
    for (const model of wanted.models) {
      const path = join(folder, `${model.replaceAll(/[^\w.-]/g, '_')}.onnx`);
      const how = ['--resolution', `${wanted.resolution}`, '--batch', `${wanted.batch}`, '-o', path];
      await run(
        process.execPath,
        [...command, 'export', model, ...how],
        signal,
        `${sourceName(source)}: export ${model}`,
      );
      files.set(model, path);
    }
  } finally {
    if (source.kind === 'git') await removeWorktree(source, join(folder, 'tree'));
  }
  return files;
}

/** Checks the commit out into a work tree that runs from its TypeScript sources. Returns the arguments for node. */
async function checkout(
  source: LiveSource & { kind: 'git' },
  folder: string,
  signal: AbortSignal,
): Promise<string[]> {
  const { repository, commit } = source;
  const tree = join(folder, 'tree');
  await run(
    'git',
    ['-C', repository, 'worktree', 'add', '--detach', '--force', tree, commit],
    signal,
    `git worktree of ${source.ref}`,
  );
  const lock = (root: string) =>
    existsSync(join(root, 'package-lock.json'))
      ? readFile(join(root, 'package-lock.json'), INPUTS.lockfile).toString()
      : '';
  const modules = join(repository, 'node_modules');
  // If the dependencies are the same, the installed ones are used.
  if (existsSync(modules) && lock(repository) === lock(tree))
    symlinkSync(modules, join(tree, 'node_modules'), 'junction');
  else
    await run(
      'npm',
      ['ci', '--prefix', tree, '--ignore-scripts', '--no-audit', '--no-fund'],
      signal,
      `npm ci in ${source.ref}`,
    );
  const loader = pathToFileURL(createRequire(join(tree, 'package.json')).resolve('tsx/esm')).href;
  return ['--conditions=fastvit-bench-source', '--import', loader, join(tree, 'src/cli/main.ts')];
}

async function removeWorktree({ repository }: LiveSource & { kind: 'git' }, tree: string): Promise<void> {
  await execute('git', ['-C', repository, 'worktree', 'remove', '--force', tree]).catch(() => {});
}

/** Installs a published version in its own folder. Returns the arguments for node. */
async function install(spec: string, folder: string, signal: AbortSignal): Promise<string[]> {
  const what = /\.tgz$/.test(spec) ? spec : `fastvit-bench@${spec}`;
  await run(
    'npm',
    ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', what],
    signal,
    `npm install ${what}`,
  );
  const root = join(folder, 'node_modules', 'fastvit-bench');
  const { bin } = readJsonFile(join(root, 'package.json'), INPUTS.json) as {
    bin: string | Record<string, string>;
  };
  return [join(root, typeof bin === 'string' ? bin : (bin['fastvit-bench'] ?? ''))];
}

async function run(file: string, argv: readonly string[], signal: AbortSignal, doing: string): Promise<void> {
  try {
    await execute(file, [...argv], { signal, maxBuffer: 1 << 26 });
  } catch (error) {
    signal.throwIfAborted();
    const { stderr } = error as { stderr?: string };
    const lines = (stderr || messageOf(error)).trim().split('\n');
    const line = lines.find((text) => /^fastvit-bench: |\bError: |npm error/.test(text)) ?? lines.at(-1);
    throw new UserError(`${doing} failed: ${line}`);
  }
}
