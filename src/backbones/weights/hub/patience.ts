/** Time, which tests replace. */
export interface Clock {
  /** Milliseconds of a monotonic clock. */
  now(): number;
  /** Calls back once after some milliseconds, unless the returned function is called before. */
  after(milliseconds: number, action: () => void): () => void;
}

/** How to wait for a server. */
export interface Waiting {
  readonly clock: Clock;
  /** Says what is waited for, and what is tried again. */
  readonly onNote?: (line: string) => void;
}

/** Waits for one answer, and gives up if it stops or only trickles. */
export interface Patience {
  /** @throws Error that says how little arrived */
  wait<T>(promise: Promise<T>): Promise<T>;
  received(bytes: number): void;
}

/** After so many milliseconds the user reads what is waited for. */
const NOTE_MS = 10_000;
/** So many bytes have to arrive within the limit, or else the connection counts as broken. */
const LEAST_BYTES = 16_384;

/** The clock of the system. */
export function systemClock(): Clock {
  return {
    now: () => performance.now(),
    after(milliseconds, action) {
      const timer = setTimeout(action, milliseconds);
      return () => clearTimeout(timer);
    },
  };
}

export function sleep(milliseconds: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => clock.after(milliseconds, resolve));
}

/**
 * Measures the time spent waiting for one answer. A server that sends a byte now and then is as useless as a silent
 * one, so the time begins anew only once enough bytes have arrived.
 *
 * @param who is waited for, in messages
 */
export function patience(who: string, limitMs: number, { clock, onNote }: Waiting): Patience {
  let waited = 0;
  let bytes = 0;
  let noted = false;
  const arrived = (milliseconds: number) =>
    `${bytes === 0 ? 'no data for' : `only ${bytes} bytes in`} ${milliseconds / 1000} s`;
  return {
    async wait(promise) {
      const began = clock.now();
      let cancel = [() => {}];
      const late = new Promise<never>((_, reject) => {
        const give = () => reject(new Error(arrived(limitMs)));
        cancel = [clock.after(limitMs - waited, give)];
        if (noted || waited > NOTE_MS || limitMs <= NOTE_MS) return;
        const note = () => {
          noted = true;
          onNote?.(`waiting for ${who}: ${arrived(NOTE_MS)}; giving up after ${limitMs / 1000} s`);
        };
        cancel.push(clock.after(NOTE_MS - waited, note));
      });
      try {
        return await Promise.race([promise, late]);
      } finally {
        for (const one of cancel) one();
        waited += clock.now() - began;
      }
    },
    received(more) {
      bytes += more;
      if (bytes < LEAST_BYTES) return;
      bytes = 0;
      waited = 0;
    },
  };
}
