import { messageOf } from '../../../files/index.ts';
import { sleep, type Waiting } from './patience.ts';

/** The hub could not be reached, or gave no usable answer; the cache may still have what is needed. */
export class HubUnreachable extends Error {
  override readonly name = 'HubUnreachable';
  /** Milliseconds that the server asks to wait; Infinity if trying again is useless. */
  readonly retryMs: number;

  constructor(message: string, retryMs = 0) {
    super(message);
    this.retryMs = retryMs;
  }
}

/** A server may ask to wait so many milliseconds. */
const MAX_RETRY_MS = 60_000;

/**
 * Asks a server again after each pause, unless that is useless.
 * @param pauses milliseconds before each new attempt
 */
export async function withAttempts<T>(
  ask: () => Promise<T>,
  pauses: readonly number[],
  waiting: Waiting,
): Promise<T> {
  for (const pause of [...pauses, undefined]) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof HubUnreachable) || pause === undefined) throw error;
      await pauseAfter(error, pause, waiting);
    }
  }
  throw new Error('an attempt either returns or throws');
}

/** Waits as long as the server asks, but at least `pause`, and says so. @throws the error if that is too long */
export async function pauseAfter(
  error: HubUnreachable,
  pause: number,
  { clock, onNote }: Waiting,
): Promise<void> {
  if (error.retryMs > MAX_RETRY_MS) throw error;
  const milliseconds = Math.max(pause, error.retryMs);
  onNote?.(`${error.message}; trying again in ${milliseconds / 1000} s`);
  await sleep(milliseconds, clock);
}

/** Explains a failed request. @param who did not answer whom, e.g. `https://host did not respond for org/name` */
export function unreachable(who: string, error: unknown): HubUnreachable {
  if (error instanceof HubUnreachable) return error;
  // fetch keeps the reason ("connection refused") in the error's cause.
  const { cause } = error as { cause?: { code?: string } };
  const text = cause === undefined ? messageOf(error) : `${messageOf(error)}: ${messageOf(cause)}`;
  const reason = text.replaceAll(/\s+/g, ' ').slice(0, 300);
  const refused = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_SSL|ERR_TLS/.test(cause?.code ?? '');
  return refused
    ? new HubUnreachable(
        `${who}: ${reason} (TLS); for a proxy or mirror with its own certificate authority, set NODE_EXTRA_CA_CERTS`,
        Infinity,
      )
    : new HubUnreachable(`${who}: ${reason}`);
}

/** Reads the header Retry-After, in seconds or as a date. @returns milliseconds; 0 if it is absent */
export function retryAfter(header: string | null): number {
  if (header === null) return 0;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return milliseconds > 0 ? milliseconds : 0;
}
