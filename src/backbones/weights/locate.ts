import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageFile, UserError } from '../../files/index.ts';
import type { ModelEntry } from '../models/index.ts';
import { openCheckpoint } from './checkpoint.ts';
import { type HubOptions, hubRepository } from './hub/index.ts';
import { openSafetensors } from './safetensors.ts';
import type { HubLocation, WeightsSource } from './source.ts';
import type { TensorSource } from './types.ts';

/** A source of tensors, and where it comes from. */
export interface OpenedSource {
  readonly tensors: TensorSource;
  /** What was opened: a path, or `hf:org/name@commit:file`. */
  readonly origin: string;
  /** The published weight set, if it is one. */
  readonly tag?: string;
}

/** Usual names of a model's weights, in order of preference; otherwise the only weight file is taken. */
const WEIGHT_FILES = ['model.safetensors', 'pytorch_model.bin'];
const WEIGHT_FILE = /\.(safetensors|pth|pt|pth\.tar|bin)$/i;

/**
 * Opens the tensors that a weights source names for one model; files of the hub come through the cache.
 *
 * @param entry the model whose published repository `hf` means
 * @throws UserError if the file or repository does not exist or is damaged
 */
export async function openSource(
  source: WeightsSource,
  entry: ModelEntry,
  options: HubOptions,
): Promise<OpenedSource> {
  switch (source.kind) {
    case 'seed':
      throw new Error('seeded weights belong to a graph and cannot be opened');
    case 'safetensors':
      return { tensors: openSafetensors(source.path), origin: source.path };
    case 'checkpoint':
      return { tensors: await openCheckpoint(source.path), origin: source.path };
    case 'shipped': {
      const path = shippedPath(entry.id);
      return { tensors: openSafetensors(path), origin: `shipped:${entry.id}` };
    }
    case 'published': {
      const { tag, repository } = publishedRepository(entry, source.tag);
      return { ...(await openHub({ repository }, options)), tag };
    }
    case 'hub': {
      const tag = entry.tags.find(({ repository }) => repository === source.location.repository)?.tag;
      return { ...(await openHub(source.location, options)), ...(tag === undefined ? {} : { tag }) };
    }
  }
}

/** Returns the path of the weights that ship with the package for a small model. */
function shippedPath(model: string): string {
  const folder = packageFile('assets/weights');
  const path = join(folder, `${model}.safetensors`);
  if (existsSync(path)) return path;
  const shipped = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.safetensors'))
    : [];
  throw new UserError(
    `no weights ship for ${model}${shipped.length === 0 ? '' : ` (only for ${shipped.map((name) => name.slice(0, -12)).join(', ')})`}; use hf, a file, or seed:0`,
  );
}

function publishedRepository(
  entry: ModelEntry,
  wanted: string | undefined,
): { tag: string; repository: string } {
  const name = wanted ?? entry.defaultTag;
  const published = entry.tags.find(({ tag }) => tag === name);
  const onHub = entry.tags.filter(({ repository }) => repository !== null).map(({ tag }) => tag);
  if (published?.repository) return { tag: published.tag, repository: published.repository };
  const known = onHub.length === 0 ? 'the hub has none' : `the hub has ${onHub.join(', ')}`;
  if (name === null) throw new UserError(`${entry.id} has no published weights; give a file or a repository`);
  if (published === undefined) throw new UserError(`${entry.id} has no weights "${name}": ${known}`);
  throw new UserError(
    `the weights "${name}" of ${entry.id} are not on the hub (${published.url ?? 'see its authors'}): ${known}; download them and give the path of the file`,
  );
}

async function openHub(location: HubLocation, options: HubOptions): Promise<OpenedSource> {
  const repository = await hubRepository(location, options);
  const path =
    location.file === undefined
      ? ((await repository.first(WEIGHT_FILES)) ??
        (await repository.file(onlyWeightFile(await repository.list(), location))))
      : await repository.file(location.file);
  const file = path.slice(path.lastIndexOf('/snapshots/') + '/snapshots/'.length + 41);
  const tensors = /\.safetensors$/i.test(path) ? openSafetensors(path) : await openCheckpoint(path);
  return {
    tensors,
    origin: `hf:${location.repository}@${repository.commit ?? location.revision ?? 'main'}:${file}`,
  };
}

function onlyWeightFile(files: readonly string[], { repository }: HubLocation): string {
  const weights = files.filter((file) => WEIGHT_FILE.test(file));
  if (weights.length === 1) return weights[0]!;
  throw new UserError(
    weights.length === 0
      ? `${repository} has no weight file at its top level: ${files.join(', ') || 'it is empty'}`
      : `${repository} has several weight files; name one: hf:${repository}:${weights[0]} (also ${weights.slice(1, 6).join(', ')})`,
  );
}
