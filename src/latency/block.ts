import { messageOf } from '../files/index.ts';
import type { CellBlock } from '../results/index.ts';
import type { ProcessLimits, RuntimeProcess, RuntimeSession } from '../runtimes/index.ts';
import { median, shuffled, type Uniform } from '../stats/index.ts';
import type { SamplingOptions } from './options.ts';
import { roundOrders } from './order.ts';
import type { MeasuredCell, MeasureEvent } from './types.ts';
import { type Warmup, warmUp } from './warmup.ts';

/** A cell with its name. */
export interface Lane {
  readonly id: string;
  readonly measured: MeasuredCell;
}

export interface BlockResult {
  readonly measured: ReadonlyMap<string, CellBlock>;
  /** Reason by cell id. */
  readonly failed: ReadonlyMap<string, string>;
}

export interface BlockContext {
  readonly block: number;
  readonly sampling: SamplingOptions;
  readonly limits: ProcessLimits;
  readonly random: Uniform;
  readonly clock: () => number;
  /** Rounds of this block, even, given how long its set-up took and how long a round will (milliseconds). */
  readonly rounds: (setupMs: number, roundMs: number) => number;
  /** Runs of a turn that earlier blocks settled, by cell id. */
  readonly runsPerTurn: ReadonlyMap<string, number>;
  readonly onEvent: (event: MeasureEvent) => void;
}

/**
 * One randomised complete block: every cell once in a fresh process, all opened and warmed up in a shuffled
 * order, then rounds in which they take turns. One cell runs at a time; the others wait without spinning.
 *
 * A cell that fails drops out, and the others go on. In a shared process they cannot: the block ends there,
 * with nothing measured, and is to be repeated without the one that failed.
 */
export async function measureBlock(lanes: readonly Lane[], context: BlockContext): Promise<BlockResult> {
  const { sampling, clock, random, limits } = context;
  const start = clock();
  const order = shuffled(lanes, random);
  const failed = new Map<string, string>();
  const shared = sampling.isolation === 'shared';
  const fail = (lane: Lane, error: unknown) => {
    limits.signal?.throwIfAborted();
    failed.set(lane.id, messageOf(error));
    context.onEvent({ type: 'failed', cell: lane.id, reason: messageOf(error) });
  };

  const processes = new Set<RuntimeProcess>();
  try {
    const hosts = await startProcesses(order, context, processes, fail);
    const seats: Seat[] = [];
    for (const lane of order) {
      const host = hosts.get(lane.id);
      if (host === undefined) continue;
      try {
        seats.push(await takeSeat(lane, host, context));
      } catch (error) {
        fail(lane, error);
        if (shared) return { measured: new Map(), failed };
      }
    }

    const roundMs = seats.reduce((sum, seat) => sum + turnMs(seat), 0);
    const rounds = context.rounds(clock() - start, roundMs);
    for (const [round, turns] of roundOrders(seats.length, rounds, random).entries()) {
      for (const turn of turns) {
        const seat = seats[turn]!;
        if (failed.has(seat.lane.id)) continue;
        try {
          await takeTurn(seat);
        } catch (error) {
          fail(seat.lane, error);
          if (shared) return { measured: new Map(), failed };
        }
      }
      context.onEvent({ type: 'round', block: context.block, round: round + 1, rounds });
    }

    const measured = new Map<string, CellBlock>();
    for (const seat of seats) {
      if (failed.has(seat.lane.id)) continue;
      try {
        measured.set(seat.lane.id, await leaveSeat(seat, shared));
      } catch (error) {
        fail(seat.lane, error);
      }
    }
    return { measured, failed };
  } finally {
    await Promise.all([...processes].map((process) => process.close()));
  }
}

/** A cell that is loaded and warm. */
interface Seat {
  readonly lane: Lane;
  readonly host: RuntimeProcess;
  readonly session: RuntimeSession;
  readonly firstMs: number;
  readonly warmup: Warmup;
  readonly runsPerTurn: number;
  readonly rounds: number[];
  readonly runs: number[];
}

/** A process a cell, or one a runtime. All start together: what costs time here is not timed. */
async function startProcesses(
  lanes: readonly Lane[],
  { sampling, limits }: BlockContext,
  processes: Set<RuntimeProcess>,
  fail: (lane: Lane, error: unknown) => void,
): Promise<Map<string, RuntimeProcess>> {
  const hosts = new Map<string, RuntimeProcess>();
  const shared = new Map<string, Promise<RuntimeProcess>>();
  const startFor = ({ measured: { runtime } }: Lane) => {
    if (sampling.isolation === 'process') return runtime.start(limits);
    const running = shared.get(runtime.name) ?? runtime.start(limits);
    shared.set(runtime.name, running);
    return running;
  };
  await Promise.all(
    lanes.map(async (lane) => {
      try {
        const host = await startFor(lane);
        processes.add(host);
        hosts.set(lane.id, host);
      } catch (error) {
        fail(lane, error);
      }
    }),
  );
  return hosts;
}

async function takeSeat(lane: Lane, host: RuntimeProcess, context: BlockContext): Promise<Seat> {
  const { sampling, block, clock, onEvent } = context;
  const { cell, model, options } = lane.measured;
  const session = await host.open(model, {
    provider: cell.provider,
    threads: cell.threads,
    graphOptimization: cell.graphOptimization,
    ...(options ? { options } : {}),
  });
  onEvent({ type: 'opened', cell: lane.id, block, sessionMs: session.sessionMs });
  const [firstMs] = await session.run(1);
  const warmup = await warmUp(async () => (await session.run(1))[0]!, sampling.warmupMaxMs, clock);
  onEvent({ type: 'warm', cell: lane.id, block, medianMs: warmup.medianMs });
  const runsPerTurn = context.runsPerTurn.get(lane.id) ?? runsThatFit(warmup.medianMs, sampling);
  return { lane, host, session, firstMs: firstMs!, warmup, runsPerTurn, rounds: [], runs: [] };
}

/** An odd number, so that the median of a turn is one of its runs. */
function runsThatFit(medianMs: number, { turnMs, maxRunsPerTurn }: SamplingOptions): number {
  const fitting = Math.min(Math.round(turnMs / medianMs), maxRunsPerTurn);
  return fitting <= 1 ? 1 : 2 * Math.floor(fitting / 2) + 1;
}

async function takeTurn(seat: Seat): Promise<void> {
  const { session, runsPerTurn } = seat;
  const durations = await session.run(runsPerTurn, uncountedRuns(seat.warmup.medianMs));
  seat.rounds.push(median(durations));
  seat.runs.push(...durations);
}

/** Milliseconds until a turn's runs no longer show that another cell ran before. */
const SETTLING_MS = 5;

/**
 * The first runs of a turn find the caches full of another cell's data and a processor that rested: they are made
 * and not counted, but for models so slow that refilling the caches (milliseconds) does not matter.
 */
export function uncountedRuns(medianMs: number): number {
  return medianMs < 500 ? Math.max(1, Math.ceil(SETTLING_MS / medianMs)) : 0;
}

function turnMs(seat: Seat): number {
  const { medianMs } = seat.warmup;
  return (seat.runsPerTurn + uncountedRuns(medianMs)) * medianMs;
}

async function leaveSeat(seat: Seat, shared: boolean): Promise<CellBlock> {
  const { session, firstMs, warmup, rounds, runs, runsPerTurn } = seat;
  const { modelDigest } = seat.lane.measured;
  const block = { modelDigest, sessionMs: session.sessionMs, firstMs, warmup, rounds, runs, runsPerTurn };
  const measured = { ...block, options: session.options };
  return shared ? measured : { ...measured, peakRssBytes: await seat.host.peakRssBytes() };
}
