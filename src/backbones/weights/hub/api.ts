import { z } from 'zod';
import { UserError } from '../../../files/index.ts';
import { quoted } from '../../../text/index.ts';
import { type HubLocation, isSafePath } from '../source.ts';
import { isCommit } from './cache.ts';
import { type ContentOptions, contentFrom, xetContent } from './content.ts';
import type { Waiting } from './patience.ts';
import { errorText, guardedFetch, readAnswer } from './requests.ts';
import type { HubSettings } from './settings.ts';
import type { RemoteFile } from './transfer.ts';
import { HubUnreachable, retryAfter, unreachable, withAttempts } from './unreachable.ts';

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

/** The few requests made to the hub. All throw `HubUnreachable` if it does not answer, and UserError if it refuses. */
export interface HubApi {
  /**
   * The commit that a revision currently refers to; undefined if the server does not report it.
   * @param pauses before new attempts if it does not answer
   */
  commit(revision: string, pauses: readonly number[]): Promise<string | undefined>;
  /** Those of `files` that exist. */
  entries(files: readonly string[], revision: string): Promise<HubEntry[]>;
  /** Names of the files at the top level of the repository. */
  list(revision: string): Promise<string[]>;
  /** The bytes of a file from `start` on; one attempt. */
  stream(entry: HubEntry, revision: string, start: number): Promise<ReadableStream<Uint8Array>>;
}

const Info = z.object({ sha: z.string().optional() });
const PathInfo = z.object({
  type: z.string(),
  path: z.string(),
  size: z.number(),
  oid: z.string().nullish(),
  lfs: z.object({ oid: z.string(), size: z.number() }).nullish(),
  xetHash: z.string().nullish(),
  lastCommit: z.object({ id: z.string() }).nullish(),
});
const PathInfos = z.array(PathInfo);
type PathInfo = z.infer<typeof PathInfo>;

/** Pages of a list of files; the hub puts a thousand on each. */
const MAX_PAGES = 20;

/** @param pauses milliseconds before new attempts */
export function hubApi(
  location: HubLocation,
  settings: HubSettings,
  pauses: readonly number[],
  waiting: Waiting,
): HubApi {
  const { endpoint, token } = settings;
  const { repository } = location;
  const fetch = guardedFetch(settings, waiting);
  const access = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const address = (kind: string, revision: string) =>
    `${endpoint}/api/models/${repository}/${kind}/${encodeURIComponent(revision)}`;
  /** Asks once. @throws UserError if the hub refuses */
  const ask = async (url: string, init: RequestInit = {}): Promise<Response> => {
    try {
      const response = await fetch(url, { ...init, headers: { ...access, ...init.headers } });
      if (response.ok) return response;
      throw await refusal(response, location, settings, waiting);
    } catch (error) {
      throw asHubError(error, location, settings);
    }
  };
  /** Asks until there is an answer. */
  const question = <T>(schema: z.ZodType<T>, url: string, init: RequestInit, tries = pauses) =>
    withAttempts(
      async () => {
        const response = await ask(url, init);
        try {
          return { value: await readAnswer(response, schema, waiting), response };
        } catch (error) {
          throw asHubError(error, location, settings);
        }
      },
      tries,
      waiting,
    );
  return {
    async commit(revision, tries) {
      try {
        const { value } = await question(Info, `${address('revision', revision)}?expand=sha`, {}, tries);
        return value.sha !== undefined && isCommit(value.sha) ? value.sha : undefined;
      } catch (error) {
        // A mirror may serve files without supporting this request; a missing repository shows later.
        if (error instanceof UserError && error.code === 'not-found') return undefined;
        throw error;
      }
    },
    async entries(files, revision) {
      const { value } = await question(PathInfos, address('paths-info', revision), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ paths: files, expand: true }),
      });
      return value.filter(({ type, path }) => type === 'file' && files.includes(path)).map(entryOf);
    },
    async list(revision) {
      const names: string[] = [];
      let url: string | undefined = address('tree', revision);
      for (let page = 0; url !== undefined; page++) {
        if (page === MAX_PAGES)
          throw new UserError(
            `${endpoint} lists the files of ${repository} on more than ${MAX_PAGES} pages; name the file`,
          );
        const { value, response }: { value: PathInfo[]; response: Response } = await question(
          PathInfos,
          url,
          {},
        );
        for (const { type, path } of value) if (type === 'file' && isSafePath(path)) names.push(path);
        url = nextPage(response);
      }
      return names;
    },
    async stream(entry, revision, start) {
      const path = entry.file.split('/').map(encodeURIComponent).join('/');
      const url = `${endpoint}/${repository}/resolve/${encodeURIComponent(revision)}/${path}`;
      const options: ContentOptions = { size: entry.size, start, label: `${repository}: ${entry.file}` };
      try {
        if (entry.chunked && !settings.plainHttp)
          return await xetContent({ repository, revision, path }, options, settings, fetch);
        return await contentFrom((headers) => ask(url, { headers }), options);
      } catch (error) {
        throw asHubError(error, location, settings);
      }
    },
  };
}

/** The next page, which must be on the same server. */
function nextPage({ headers, url }: Response): string | undefined {
  const [, next] = /<([^>]+)>\s*;\s*rel="?next"?/.exec(headers.get('link') ?? '') ?? [];
  if (next === undefined || !URL.canParse(next, url)) return undefined;
  const target = new URL(next, url);
  if (target.origin !== new URL(url).origin)
    throw new UserError(
      `${new URL(url).host} continues a list of files on another server, ${quoted(target.host)}`,
    );
  return target.href;
}

function entryOf(info: PathInfo): HubEntry {
  const { path: file, lfs, oid, lastCommit, xetHash } = info;
  const chunked = typeof xetHash === 'string';
  const size = lfs?.size ?? info.size;
  const commit = lastCommit && isCommit(lastCommit.id) ? { commit: lastCommit.id } : {};
  if (!Number.isSafeInteger(size) || size < 0)
    throw new UserError(`the hub does not report the size of ${quoted(file)}`);
  // The hash becomes a file name, so its form matters.
  if (lfs && /^[0-9a-f]{64}$/.test(lfs.oid))
    return { file, size, hash: { kind: 'sha256', hex: lfs.oid }, chunked, ...commit };
  if (!lfs && oid && isCommit(oid))
    return { file, size, hash: { kind: 'git', hex: oid }, chunked, ...commit };
  throw new UserError(`the hub does not report a checksum of ${quoted(file)}`);
}

/** Explains an answer that reports an error. */
async function refusal(
  response: Response,
  location: HubLocation,
  { endpoint, token }: HubSettings,
  waiting: Waiting,
): Promise<Error> {
  const { status } = response;
  const why = await errorText(response, waiting);
  const said = `status ${status}${why === '' ? '' : `, ${quoted(why)}`}`;
  if (status >= 500 || status === 429 || status === 408) {
    const wait = retryAfter(response.headers.get('retry-after'));
    const asks = wait > 0 ? `; it asks to wait ${Math.ceil(wait / 1000)} s` : '';
    return new HubUnreachable(`${endpoint} did not respond for ${nameOf(location)}: ${said}${asks}`, wait);
  }
  const at = `${endpoint} for ${nameOf(location)}`;
  if (status === 401 || status === 403)
    return new UserError(
      `${at}: access denied (${status}); ${token === undefined ? 'set HF_TOKEN' : 'the token has no access'}, and accept the conditions of a gated repository on its page`,
    );
  if (status === 404)
    return new UserError(
      `${at}: no such repository, revision or file (a private one needs HF_TOKEN)`,
      'not-found',
    );
  return new UserError(`${at}: ${said}`);
}

/** What is no refusal is a broken connection. */
function asHubError(error: unknown, location: HubLocation, { endpoint }: HubSettings): Error {
  if (error instanceof UserError) return error;
  return unreachable(`${endpoint} did not respond for ${nameOf(location)}`, error);
}

function nameOf({ repository, revision }: HubLocation): string {
  return `${repository}${revision === undefined ? '' : `@${revision}`}`;
}
