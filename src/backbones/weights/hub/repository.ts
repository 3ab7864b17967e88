import { existsSync } from 'node:fs';
import { UserError } from '../../../files/index.ts';
import { didYouMean } from '../../../text/index.ts';
import type { HubLocation } from '../source.ts';
import { type HubApi, type HubEntry, hubApi } from './api.ts';
import { isCommit, type RepositoryCache, repositoryCache } from './cache.ts';
import { withLock } from './lock.ts';
import { type Clock, systemClock, type Waiting } from './patience.ts';
import { type Env, type HubSettings, hubSettings } from './settings.ts';
import { transfer } from './transfer.ts';
import { HubUnreachable } from './unreachable.ts';

export interface HubOptions {
  readonly env: Env;
  /** Called while a file is downloaded. */
  readonly onProgress?: (label: string, done: number, total: number) => void;
  /** Called with notes for the user: what is waited for or tried again, or that the cache was used. */
  readonly onNote?: (line: string) => void;
  /** Pauses in milliseconds before attempts after a broken connection. */
  readonly pauses?: readonly number[];
  /** Milliseconds without enough data after which a download counts as broken. */
  readonly stallMs?: number;
  readonly clock?: Clock;
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
  const { clock = systemClock(), onNote } = options;
  const cache = repositoryCache(settings.cache, name);
  const waiting = { clock, ...(onNote === undefined ? {} : { onNote }) };
  const context = { name, revision, cache, options, settings, waiting };
  if (settings.offline)
    return cachedRepository(
      context,
      `HF_HUB_OFFLINE is set; unset it to download, or copy the repository into ${settings.cache} from a machine that has it`,
    );
  const pauses = options.pauses ?? PAUSES;
  const api = hubApi(location, settings, pauses.slice(0, QUESTIONS - 1), waiting);
  if (isCommit(revision)) return onlineRepository(context, api, revision);
  try {
    // With a copy in the cache, a hub that does not answer once is not worth waiting for.
    const tries = cache.commitOf(revision) === undefined ? pauses.slice(0, QUESTIONS - 1) : [];
    const commit = await api.commit(revision, tries);
    if (commit !== undefined) cache.rememberCommit(revision, commit);
    return onlineRepository(context, api, commit);
  } catch (error) {
    if (!(error instanceof HubUnreachable)) throw error;
    const cached = cachedRepository(context, `${error.message}; ${advice(settings)}`);
    onNote?.(`${error.message}; using the cache instead`);
    return cached;
  }
}

/** Pauses before attempts after a broken connection, in milliseconds. */
const PAUSES = [500, 1000, 2000, 4000, 8000];
/** Attempts for a question; a download has one more than there are pauses. */
const QUESTIONS = 3;

interface Context {
  readonly name: string;
  readonly revision: string;
  readonly cache: RepositoryCache;
  readonly options: HubOptions;
  readonly settings: HubSettings;
  readonly waiting: Waiting;
}

/** What to do if the hub does not answer. */
function advice({ cache }: HubSettings): string {
  return `check the network and HF_ENDPOINT, or copy the repository into ${cache} from a machine that has it`;
}

function onlineRepository(context: Context, api: HubApi, commit: string | undefined): HubRepository {
  const { name, revision, cache, settings } = context;
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
      if (instead === undefined) throw asUserError(error, settings);
      return instead;
    }
  };
  const list = () =>
    api.list(at).catch((error) => {
      throw asUserError(error, settings);
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
  { name, cache, options, waiting, ...context }: Context,
  api: HubApi,
  known: string | undefined,
): Promise<string> {
  const commit = known ?? entry.commit ?? entry.hash.hex.slice(0, 40);
  if (known === undefined) cache.rememberCommit(context.revision, commit);
  const blob = cache.blobPath(entry.hash.hex);
  const label = `${name}: ${entry.file}`;
  const remote = { ...entry, label, stream: (start: number) => api.stream(entry, revision, start) };
  await withLock(`${blob}.lock`, label, waiting, async () => {
    if (existsSync(blob)) return;
    await transfer(remote, blob, {
      ...waiting,
      pauses: options.pauses ?? PAUSES,
      stallMs: options.stallMs ?? 60_000,
      onProgress: (done, total) => options.onProgress?.(label, done, total),
    });
  });
  return cache.link(commit, entry.file, entry.hash.hex);
}

/** Without a cached copy, a hub that does not answer is an error for the user. */
function asUserError(error: unknown, settings: HubSettings): unknown {
  if (!(error instanceof HubUnreachable)) return error;
  return new UserError(`the hub does not answer: ${error.message}; ${advice(settings)}`);
}
