import { existsSync } from 'node:fs';
import { UserError } from '../../../files/index.ts';
import { didYouMean } from '../../../text/index.ts';
import type { HubLocation } from '../source.ts';
import { type HubApi, type HubEntry, HubUnreachable, hubApi } from './api.ts';
import { isCommit, type RepositoryCache, repositoryCache } from './cache.ts';
import { withLock } from './lock.ts';
import { type Env, hubSettings } from './settings.ts';
import { transfer } from './transfer.ts';

export interface HubOptions {
  readonly env: Env;
  /** Called while a file is downloaded. */
  readonly onProgress?: (label: string, done: number, total: number) => void;
  /** Called with notes for the user, such as that the hub did not answer and the cache was used. */
  readonly onNote?: (line: string) => void;
  /** Pauses in milliseconds before attempts after a broken connection. */
  readonly pauses?: readonly number[];
  readonly stallMs?: number;
}

/** A repository at one commit: files of it, from the cache or fetched into it. */
export interface HubRepository {
  readonly name: string;
  /** Undefined if neither the hub nor the cache knows it. */
  readonly commit: string | undefined;
  /** The first of `files` that the repository has, as a local path; undefined if it has none. */
  first(files: readonly string[]): Promise<string | undefined>;
  /** A required file. @throws UserError if it is missing, with the closest name */
  file(name: string): Promise<string>;
  /** Names of the files at its top level; only cached ones if the hub is not asked. */
  list(): Promise<readonly string[]>;
}

/**
 * Opens a repository on the hub. A branch or tag is looked up once; with `HF_HUB_OFFLINE`, or if the hub does
 * not answer, its last known commit is used. Files are fetched once, and completely or not at all.
 *
 * @throws UserError if neither the hub nor the cache has the repository
 */
export async function hubRepository(location: HubLocation, options: HubOptions): Promise<HubRepository> {
  const settings = hubSettings(options.env);
  const { repository: name, revision = 'main' } = location;
  const cache = repositoryCache(settings.cache, name);
  const api = settings.offline ? undefined : hubApi(location, settings);
  const context = { name, revision, cache, options };
  if (api === undefined) return cachedRepository(context, 'HF_HUB_OFFLINE is set');
  if (isCommit(revision)) return onlineRepository(context, api, revision);
  try {
    return onlineRepository(context, api, await lookUp(context, api));
  } catch (error) {
    if (!(error instanceof HubUnreachable)) throw error;
    const cached = cachedRepository(context, error.message);
    options.onNote?.(`${error.message}; using the cache instead`);
    return cached;
  }
}

/** Pauses before attempts after a broken connection, in milliseconds. */
const PAUSES = [500, 1000, 2000, 4000, 8000];

interface Context {
  readonly name: string;
  readonly revision: string;
  readonly cache: RepositoryCache;
  readonly options: HubOptions;
}

async function lookUp(context: Context, api: HubApi): Promise<string | undefined> {
  const commit = await api.commit(context.revision);
  if (commit !== undefined) context.cache.rememberCommit(context.revision, commit);
  return commit;
}

function onlineRepository(context: Context, api: HubApi, commit: string | undefined): HubRepository {
  const { name, revision, cache } = context;
  const at = commit ?? revision;
  const inCache = (files: readonly string[]) =>
    commit === undefined
      ? undefined
      : files.map((file) => cache.find(commit, file)).find((path) => path !== undefined);
  const first = async (files: readonly string[]) => {
    // A commit never changes, so its cached files need not be requested again.
    const cached = inCache(files.slice(0, 1));
    if (cached !== undefined) return cached;
    try {
      const entries = await api.entries(files, at);
      const found = files.map((file) => entries.find((entry) => entry.file === file));
      const entry = found.find((one) => one !== undefined);
      return entry && (await fetchEntry(entry, at, context, api, commit));
    } catch (error) {
      const instead = error instanceof HubUnreachable ? inCache(files) : undefined;
      if (instead === undefined) throw asUserError(error);
      return instead;
    }
  };
  const list = () =>
    api.list(at).catch((error) => {
      throw asUserError(error);
    });
  return {
    name,
    commit,
    first,
    list,
    async file(file) {
      const path = await first([file]);
      if (path !== undefined) return path;
      throw new UserError(`${name} has no file "${file}"${didYouMean(file, await list())}`);
    },
  };
}

function cachedRepository({ name, revision, cache }: Context, why: string): HubRepository {
  const commit = cache.commitOf(revision);
  const list = commit === undefined ? [] : cache.list(commit);
  if (commit === undefined || list.length === 0)
    throw new UserError(`${name}@${revision} is not in the cache, and ${why}`);
  const first = async (files: readonly string[]) =>
    files.map((file) => cache.find(commit, file)).find((path) => path !== undefined);
  return {
    name,
    commit,
    first,
    list: async () => list,
    async file(file) {
      const path = await first([file]);
      if (path !== undefined) return path;
      throw new UserError(`${name}@${revision}: "${file}" is not in the cache, and ${why}`);
    },
  };
}

async function fetchEntry(
  entry: HubEntry,
  revision: string,
  { name, cache, options, ...context }: Context,
  api: HubApi,
  known: string | undefined,
): Promise<string> {
  const commit = known ?? entry.commit ?? entry.hash.hex.slice(0, 40);
  if (known === undefined) cache.rememberCommit(context.revision, commit);
  const blob = cache.blobPath(entry.hash.hex);
  const label = `${name}: ${entry.file}`;
  const remote = { ...entry, label, stream: (start: number) => api.stream(entry, revision, start) };
  await withLock(`${blob}.lock`, async () => {
    if (existsSync(blob)) return;
    await transfer(remote, blob, {
      pauses: options.pauses ?? PAUSES,
      stallMs: options.stallMs ?? 60_000,
      onProgress: (done, total) => options.onProgress?.(label, done, total),
    });
  });
  return cache.link(commit, entry.file, entry.hash.hex);
}

/** Without a cached copy, a hub that does not answer is an error for the user. */
function asUserError(error: unknown): unknown {
  return error instanceof HubUnreachable ? new UserError(`the hub does not answer: ${error.message}`) : error;
}
