import { seededRandom } from '../../src/stats/index.ts';

export interface Cluster {
  readonly workers: number;
  readonly units: number;
  /** Measured seconds of units, drawn from with replacement. */
  readonly unitSeconds: readonly number[];
  /** Seconds from the start of a worker to its first unit: the set is listed, models are opened. */
  readonly startSeconds: number;
  /** Mean hours between two deaths of a worker; Infinity for none. A dead one is started again at once. */
  readonly hoursBetweenDeaths: number;
  /** Seconds until a dead worker's unit is with another: a lock, and up to two looks of that length. */
  readonly lockSeconds: number;
  /** Share of attempts that fail, after their full time. */
  readonly failures: number;
  /** Seconds of Redis' one thread that a unit takes. */
  readonly redisSeconds: number;
  /** Seconds of the coordinator that a part takes. */
  readonly collectSeconds: number;
  readonly seed: string;
}

export interface Outcome {
  /** Seconds until the coordinator has the last part. */
  readonly seconds: number;
  /** Seconds of units, each counted once, over the time that all workers were there. */
  readonly efficiency: number;
  readonly deaths: number;
  /** Attempts beyond the first. */
  readonly repeated: number;
  readonly parked: number;
  /** Busy share of Redis and of the coordinator. */
  readonly redisLoad: number;
  readonly coordinatorLoad: number;
}

interface Attempt {
  readonly at: number;
  readonly seconds: number;
  readonly tries: number;
}

/** Replays a queue event by event: the worker that is free first takes the first unit. */
export function simulate(cluster: Cluster): Outcome {
  const { workers, units, unitSeconds, lockSeconds, redisSeconds, collectSeconds } = cluster;
  const random = seededRandom(cluster.seed);
  const free = heap<{ readonly at: number }>();
  const waiting = heap<Attempt>();
  const lifetime = () => -Math.log(1 - random()) * cluster.hoursBetweenDeaths * 3600;
  for (let at = 0; at < units; at++) {
    const seconds = unitSeconds[Math.floor(random() * unitSeconds.length)] as number;
    waiting.push({ at: 0, seconds, tries: 0 });
  }
  for (let at = 0; at < workers; at++) free.push({ at: cluster.startSeconds });
  const total = { useful: 0, deaths: 0, repeated: 0, parked: 0, done: 0 };
  let redis = 0;
  let coordinator = 0;
  for (let attempt = waiting.pop(); attempt !== undefined; attempt = waiting.pop()) {
    const worker = free.pop() as { at: number };
    // Redis answers one after the other.
    redis = Math.max(redis, worker.at, attempt.at) + redisSeconds;
    const begun = redis;
    const death = lifetime();
    if (death < attempt.seconds) {
      total.deaths++;
      total.repeated++;
      const back = begun + death + lockSeconds * (1 + 2 * random());
      waiting.push({ ...attempt, at: back });
      free.push({ at: begun + death + cluster.startSeconds });
      continue;
    }
    const ended = begun + attempt.seconds;
    free.push({ at: ended });
    if (random() < cluster.failures) {
      if (attempt.tries === 2) total.parked++;
      else {
        total.repeated++;
        waiting.push({ ...attempt, at: ended + 2 ** attempt.tries, tries: attempt.tries + 1 });
      }
      continue;
    }
    coordinator = Math.max(coordinator, ended) + collectSeconds;
    total.useful += attempt.seconds;
    total.done++;
  }
  const seconds = coordinator;
  return {
    seconds,
    efficiency: total.useful / (workers * seconds),
    deaths: total.deaths,
    repeated: total.repeated,
    parked: total.parked,
    redisLoad: ((total.done + total.repeated) * redisSeconds) / seconds,
    coordinatorLoad: (total.done * collectSeconds) / seconds,
  };
}

/** A binary heap, the earliest first. */
function heap<T extends { readonly at: number }>() {
  const items: T[] = [];
  const at = (index: number) => items[index]?.at ?? Number.POSITIVE_INFINITY;
  const swap = (a: number, b: number) => {
    [items[a], items[b]] = [items[b] as T, items[a] as T];
  };
  return {
    push(item: T): void {
      items.push(item);
      for (let i = items.length - 1, up = (i - 1) >> 1; i > 0 && at(i) < at(up); i = up, up = (i - 1) >> 1)
        swap(i, up);
    },
    pop(): T | undefined {
      const first = items[0];
      const last = items.pop();
      if (items.length > 0 && last !== undefined) {
        items[0] = last;
        for (let i = 0; ; ) {
          const left = 2 * i + 1;
          const child = at(left + 1) < at(left) ? left + 1 : left;
          if (at(child) >= at(i)) break;
          swap(i, child);
          i = child;
        }
      }
      return first;
    },
  };
}
