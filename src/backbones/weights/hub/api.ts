import type { PathInfo } from '@huggingface/hub';
import { messageOf, UserError } from '../../../files/index.ts';
import { quoted } from '../../../text/index.ts';
import { type HubLocation, isSafePath } from '../source.ts';
import { isCommit } from './cache.ts';
import type { HubSettings } from './settings.ts';
import type { RemoteFile } from './transfer.ts';

/** What the hub reports about a file of a repository. */
export interface HubEntry {
  readonly file: string;
  readonly size: number;
  readonly hash: RemoteFile['hash'];
  /** True if the hub stores it in deduplicated chunks (Xet). */
  readonly chunked: boolean;
  /** The last commit that changed the file, if the hub reports it. */
  readonly commit?: string;
}

/** The few requests made to the hub, through @huggingface/hub. */
export interface HubApi {
  /** The commit that a revision currently refers to; undefined if the server does not report it. */
  commit(revision: string): Promise<string | undefined>;
  /** Those of `files` that exist. */
  entries(files: readonly string[], revision: string): Promise<HubEntry[]>;
  /** Names of the files at the top level of the repository. */
  list(revision: string): Promise<string[]>;
  stream(entry: HubEntry, revision: string, start: number): Promise<ReadableStream<Uint8Array>>;
}

/** The hub could not be reached; the cache may still have what is needed. */
export class HubUnreachable extends Error {
  override readonly name = 'HubUnreachable';
}

export function hubApi(location: HubLocation, settings: HubSettings): HubApi {
  const repo = { type: 'model', name: location.repository } as const;
  const access = {
    hubUrl: settings.endpoint,
    ...(settings.token === undefined ? {} : { accessToken: settings.token }),
  };
  const ask = <T>(question: (hub: typeof import('@huggingface/hub')) => Promise<T>) =>
    asked(question, location, settings);
  return {
    commit: (revision) =>
      ask(async ({ modelInfo }) => {
        const question = modelInfo({ name: repo.name, revision, additionalFields: ['sha'], ...access });
        // A mirror may serve files without supporting this request; a missing repository shows later.
        const { sha } = await question.catch((error) => {
          if (error.statusCode === 404) return { sha: undefined };
          throw error;
        });
        return typeof sha === 'string' && isCommit(sha) ? sha : undefined;
      }),
    entries: (files, revision) =>
      ask(async ({ pathsInfo }) => {
        const infos = await pathsInfo({ repo, paths: [...files], revision, expand: true, ...access });
        return infos.filter(({ type, path }) => type === 'file' && files.includes(path)).map(entryOf);
      }),
    list: (revision) =>
      ask(async ({ listFiles }) => {
        const names: string[] = [];
        for await (const { type, path } of listFiles({ repo, revision, ...access }))
          if (type === 'file' && isSafePath(path)) names.push(path);
        return names;
      }),
    async stream(entry, revision, start) {
      const { downloadFile } = await import('@huggingface/hub');
      const { file, size, hash } = entry;
      const path = file.split('/').map(encodeURIComponent).join('/');
      const url = `${settings.endpoint}/${repo.name}/resolve/${encodeURIComponent(revision)}/${path}`;
      // Size and checksum are known, so only chunked storage needs another request.
      const chunked = entry.chunked && !settings.plainHttp;
      const known = chunked ? {} : { downloadInfo: { size, etag: hash.hex, url } };
      const blob = await downloadFile({ repo, path: file, revision, xet: chunked, ...known, ...access });
      if (blob === null) throw new UserError(`${repo.name} no longer has the file ${quoted(file)}`);
      return blob.slice(start, size).stream() as ReadableStream<Uint8Array>;
    },
  };
}

function entryOf(info: PathInfo): HubEntry {
  const { path: file, lfs, oid, lastCommit, xetHash } = info;
  const chunked = xetHash !== undefined;
  const size = lfs?.size ?? info.size;
  const commit = lastCommit !== undefined && isCommit(lastCommit.id) ? { commit: lastCommit.id } : {};
  if (!Number.isSafeInteger(size) || size < 0)
    throw new UserError(`the hub does not report the size of ${quoted(file)}`);
  // The hash becomes a file name, so its form matters.
  if (lfs !== undefined && /^[0-9a-f]{64}$/.test(lfs.oid))
    return { file, size, hash: { kind: 'sha256', hex: lfs.oid }, chunked, ...commit };
  if (lfs === undefined && oid !== undefined && isCommit(oid))
    return { file, size, hash: { kind: 'git', hex: oid }, chunked, ...commit };
  throw new UserError(`the hub does not report a checksum of ${quoted(file)}`);
}

async function asked<T>(
  question: (hub: typeof import('@huggingface/hub')) => Promise<T>,
  { repository, revision }: HubLocation,
  { endpoint, token }: HubSettings,
): Promise<T> {
  try {
    return await question(await import('@huggingface/hub'));
  } catch (error) {
    if (error instanceof UserError) throw error;
    const status = (error as { statusCode?: number }).statusCode;
    const what = `${repository}${revision === undefined ? '' : `@${revision}`}`;
    if (status === undefined || status >= 500 || status === 429)
      throw new HubUnreachable(`${endpoint} did not respond for ${what}: ${causeOf(error)}`);
    const at = `${endpoint} for ${what}`;
    if (status === 401 || status === 403)
      throw new UserError(
        `${at}: access denied (${status}); ${token === undefined ? 'set HF_TOKEN' : 'the token has no access'}, and accept the conditions of a gated repository on its page`,
      );
    if (status === 404)
      throw new UserError(`${at}: no such repository, revision or file (a private one needs HF_TOKEN)`);
    throw new UserError(`${at}: ${causeOf(error)}`);
  }
}

/** fetch keeps the reason ("connection refused") in the error's cause. */
function causeOf(error: unknown): string {
  const cause = (error as { cause?: unknown }).cause;
  const text = cause === undefined ? messageOf(error) : `${messageOf(error)}: ${messageOf(cause)}`;
  return text.replaceAll(/\s+/g, ' ').slice(0, 300);
}
