import type { z } from 'zod';
import { messageOf, parseJson, UserError } from '../../../files/index.ts';
import { quoted } from '../../../text/index.ts';
import { type Patience, patience, type Waiting } from './patience.ts';
import type { HubSettings } from './settings.ts';
import { HubUnreachable } from './unreachable.ts';

const MAX_REDIRECTS = 5;
/** Milliseconds of silence after which a request has failed. */
const SILENT_MS = 20_000;
/** Milliseconds that an answer to a question may take. */
const ANSWER_MS = 60_000;
/** The largest answer to a question, far above what a repository with a thousand files needs. */
const MAX_ANSWER = 16e6;

/**
 * Returns a `fetch` for servers that are not trusted: it gives up on silence, follows a few redirects to http addresses
 * only, and sends the token to the hub and to nobody else.
 */
export function guardedFetch({ endpoint, token }: HubSettings, waiting: Waiting): typeof fetch {
  const home = new URL(endpoint).origin;
  return async (input, init = {}) => {
    let url = new URL(input instanceof Request ? input.url : input);
    let request: RequestInit = init;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const headers = new Headers(request.headers);
      if (url.origin !== home && headers.get('authorization') === `Bearer ${token}`)
        headers.delete('authorization');
      const response = await answerOf(url, { ...request, headers }, waiting);
      const target = redirectOf(response, url);
      if (target === undefined) return response;
      await response.body?.cancel();
      if (target.origin !== url.origin) headers.delete('authorization');
      request = { ...request, headers };
      if (request.method === 'POST' && response.status < 307) request = asGet(request, headers);
      url = target;
    }
    throw new HubUnreachable(`${endpoint} redirects more than ${MAX_REDIRECTS} times`, Infinity);
  };
}

/**
 * Reads the body of an answer as JSON of a known shape.
 * @throws UserError if it is too large, or not of this shape
 * @throws Error if it does not end in time
 */
export async function readAnswer<T>(response: Response, schema: z.ZodType<T>, waiting: Waiting): Promise<T> {
  const where = new URL(response.url).host;
  const text = new TextDecoder().decode(await readBounded(response, where, waiting));
  const wrong = (why: string) =>
    new UserError(`${where} does not answer as a hub does (${why}); check HF_ENDPOINT`);
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw wrong(`no JSON: ${quoted(messageOf(error))}`);
  }
  const { success, data, error } = schema.safeParse(value);
  if (!success) throw wrong(`${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`);
  return data;
}

/** Reads the message of an answer that reports an error; empty if it has none. */
export async function errorText(response: Response, waiting: Waiting): Promise<string> {
  const where = new URL(response.url).host;
  const bytes = await readBounded(response, where, waiting).catch(() => new Uint8Array());
  const text = new TextDecoder().decode(bytes);
  try {
    const { error } = parseJson(text) as { error?: unknown };
    return typeof error === 'string' ? error.slice(0, 200) : '';
  } catch {
    return '';
  }
}

/** Waits for the head of an answer. */
async function answerOf(url: URL, init: RequestInit, waiting: Waiting): Promise<Response> {
  const abort = new AbortController();
  const signal = init.signal ? AbortSignal.any([abort.signal, init.signal]) : abort.signal;
  const silence = patience(url.host, SILENT_MS, waiting);
  try {
    return await silence.wait(fetch(url, { ...init, redirect: 'manual', signal }));
  } catch (error) {
    abort.abort();
    throw error;
  }
}

/** The target of a redirect; undefined for another answer. */
function redirectOf({ status, headers }: Response, url: URL): URL | undefined {
  const location = headers.get('location');
  if (![301, 302, 303, 307, 308].includes(status) || location === null) return undefined;
  const target = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
  if (target === undefined || !/^https?:$/.test(target.protocol))
    throw new HubUnreachable(
      `${url.origin} redirects to ${quoted(location)}, which is not an http address`,
      Infinity,
    );
  return target;
}

/** As browsers do after 301, 302 and 303. */
function asGet({ body: _, ...request }: RequestInit, headers: Headers): RequestInit {
  headers.delete('content-type');
  return { ...request, headers, method: 'GET' };
}

/** Reads a body up to `MAX_ANSWER` decoded bytes, so that a compressed bomb is cut off, too. */
async function readBounded(response: Response, where: string, waiting: Waiting): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  const silence: Patience = patience(where, SILENT_MS, waiting);
  const ends = waiting.clock.now() + ANSWER_MS;
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await silence.wait(reader.read());
      if (done) return Buffer.concat(chunks);
      silence.received(value.length);
      size += value.length;
      if (size > MAX_ANSWER)
        throw new UserError(
          `${where} does not answer as a hub does (more than ${MAX_ANSWER / 1e6} MB); check HF_ENDPOINT`,
        );
      if (waiting.clock.now() > ends) throw new Error(`the answer did not end within ${ANSWER_MS / 1000} s`);
      chunks.push(value);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
