import { UserError } from '../../../files/index.ts';
import { quoted } from '../../../text/index.ts';
import type { HubSettings } from './settings.ts';

export interface ContentOptions {
  /** Bytes of the whole file, as the hub reports them. */
  readonly size: number;
  /** First byte that is wanted. */
  readonly start: number;
  /** For messages: `org/name: path`. */
  readonly label: string;
}

type Bytes = ReadableStream<Uint8Array>;

/**
 * Downloads a file by plain HTTP, from `start` on.
 *
 * @param get asks with some headers
 * @throws UserError if the server has another file
 * @throws Error if it answers with another range
 */
export async function contentFrom(
  get: (headers: Record<string, string>) => Promise<Response>,
  options: ContentOptions,
): Promise<Bytes> {
  const { size, start } = options;
  const range = start === 0 ? {} : { range: `bytes=${start}-${size - 1}` };
  const response = await get({ 'accept-encoding': 'identity', ...range });
  try {
    const skipped = start - firstByte(response, options);
    const body = response.body ?? new Blob([]).stream();
    return skipped === 0 ? body : body.pipeThrough(skipping(skipped));
  } catch (error) {
    response.body?.cancel().catch(() => {});
    throw error;
  }
}

/**
 * Downloads a file from chunked storage, from `start` on.
 *
 * @param path with its parts encoded
 * @param fetch guarded, since the hub names other servers
 */
export async function xetContent(
  { repository, revision, path }: { repository: string; revision: string; path: string },
  { size, start, label }: ContentOptions,
  { endpoint, token }: HubSettings,
  fetch: typeof globalThis.fetch,
): Promise<Bytes> {
  const { downloadFile } = await import('@huggingface/hub');
  const blob = await downloadFile({
    repo: { type: 'model', name: repository },
    path,
    revision,
    hubUrl: endpoint,
    fetch: limitedFetch(fetch, 2 * size + SPARE),
    ...(token === undefined ? {} : { accessToken: token }),
  });
  if (blob === null) throw new UserError(`${label}: the repository no longer has this file`);
  if (blob.size !== size) throw otherSize(label, blob.size, size);
  return blob.slice(start, size).stream() as Bytes;
}

/** Room for the description of the chunks. */
const SPARE = 64e6;

/** The library reads its answers whole, so each gets a limit. */
function limitedFetch(fetch: typeof globalThis.fetch, maxBytes: number): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.body === null) return response;
    let size = 0;
    const limit = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        size += chunk.length;
        if (size > maxBytes) throw new Error(`the answer has more than ${maxBytes} bytes`);
        controller.enqueue(chunk);
      },
    });
    return new Response(response.body.pipeThrough(limit), response);
  };
}

/** The position in the file at which an answer begins: 0, or what was asked for. */
function firstByte({ status, headers }: Response, { size, start, label }: ContentOptions): number {
  if (status === 206) {
    const given = headers.get('content-range') ?? 'none';
    const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(given) ?? [];
    if (total !== undefined && total !== '*' && Number(total) !== size)
      throw otherSize(label, Number(total), size);
    if (Number(first) !== start)
      throw new Error(`the server sent the range ${quoted(given)} instead of ${start}-`);
    return start;
  }
  // The length of a compressed answer is not that of the file.
  const length = headers.get('content-encoding') === null ? headers.get('content-length') : null;
  if (length !== null && Number(length) !== size) throw otherSize(label, Number(length), size);
  return 0;
}

function otherSize(label: string, found: number, size: number): UserError {
  // A pointer of Git LFS has about 130 bytes.
  const pointer = found < 200 && size > 200 ? ' (maybe a Git LFS pointer in place of the file)' : '';
  return new UserError(
    `${label}: the server has a file of ${found} bytes${pointer}, and the hub reports ${size}; try again later, or use another revision or mirror`,
  );
}

function skipping(count: number): TransformStream<Uint8Array, Uint8Array> {
  let left = count;
  return new TransformStream({
    transform(chunk, controller) {
      const kept = chunk.subarray(Math.min(left, chunk.length));
      left -= chunk.length - kept.length;
      if (kept.length > 0) controller.enqueue(kept);
    },
  });
}
