import { messageOf } from '../files/index.ts';
import type { CellBlock } from '../results/index.ts';
import type { ProcessLimits, RuntimeProcess, RuntimeSession, Turn } from '../runtimes/index.ts';
import { median, shuffled, type Uniform } from '../stats/index.ts';
import type { SamplingOptions } from './options.ts';
import type { MeasuredCell, MeasureEvent } from './types.ts';
import { type Warmup, warmUp } from './warmup.ts';

/** A cell of a group, with its id. */
export interface GroupMember {
  readonly id: string;
  readonly measured: MeasuredCell;
}

interface BlockResult {
  readonly measured: ReadonlyMap<string, CellBlock>;
  /** Reason by cell id. */
  readonly failed: ReadonlyMap<string, string>;
}

interface BlockContext {
  readonly block: number;
  readonly sampling: SamplingOptions;
  readonly limits: ProcessLimits;
  readonly random: Uniform;
  readonly clock: () => number;
  /** Chooses the number of rounds, which is even, from the milliseconds of the set-up and of one round. */
  readonly rounds: (setupMs: number, roundMs: number) => number;
  /** Runs per turn in earlier blocks, by cell id. */
  readonly runsPerTurn: ReadonlyMap<string, number>;
  readonly onEvent: (event: MeasureEvent) => void;
}

/**
 * Measures one randomised complete block: each cell in a fresh process, all opened and warmed up in a shuffled
 * order, then rounds in which they take turns. One cell runs at a time; the others wait without spinning.
 *
 * If a cell fails, the others continue. In a shared process they cannot: the block ends with nothing measured, and
 * has to be repeated without the failed cell.
 */
export async function measureBlock(
  members: readonly GroupMember[],
  context: BlockContext,
): Promise<BlockResult> {
  const { sampling, clock, random, limits } = context;
  const start = clock();
  const order = shuffled(members, random);
  const failed = new Map<string, string>();
  const shared = sampling.isolation === 'shared';
  const fail = (member: GroupMember, error: unknown) => {
    limits.signal?.throwIfAborted();
    failed.set(member.id, messageOf(error));
    context.onEvent({ type: 'failed', cell: member.id, reason: messageOf(error) });
  };

  const processes = new Set<RuntimeProcess>();
  try {
    const hosts = await startProcesses(order, context, processes, fail);
    const warmCells: WarmCell[] = [];
    for (const member of order) {
      const host = hosts.get(member.id);
      if (host === undefined) continue;
      try {
        warmCells.push(await openWarm(member, host, context));
      } catch (error) {
        fail(member, error);
        if (shared) return { measured: new Map(), failed };
      }
    }

    const roundMs = warmCells.reduce((sum, warm) => sum + turnMs(warm), 0);
    const rounds = context.rounds(clock() - start, roundMs);
    for (const [round, turns] of roundOrders(warmCells.length, rounds, random).entries()) {
      for (const turn of turns) {
        const warm = warmCells[turn]!;
        if (failed.has(warm.member.id)) continue;
        try {
          await takeTurn(warm);
        } catch (error) {
          fail(warm.member, error);
          if (shared) return { measured: new Map(), failed };
        }
      }
      context.onEvent({ type: 'round', block: context.block, round: round + 1, rounds });
    }

    const measured = new Map<string, CellBlock>();
    for (const warm of warmCells) {
      if (failed.has(warm.member.id)) continue;
      try {
        measured.set(warm.member.id, await blockOf(warm, shared));
      } catch (error) {
        fail(warm.member, error);
      }
    }
    return { measured, failed };
  } finally {
    await Promise.all([...processes].map((process) => process.close()));
  }
}

/** A cell with an open session that is warmed up. */
interface WarmCell {
  readonly member: GroupMember;
  readonly host: RuntimeProcess;
  readonly session: RuntimeSession;
  readonly firstMs: number;
  readonly warmup: Warmup;
  readonly runsPerTurn: number;
  readonly turns: Turn[];
}

/**
 * The order of cells in each round of a block. Rounds come in pairs, a shuffled order and its reverse (A B C, C B
 * A), so any two cells alternate as A B B A: linear drift within a pair of rounds affects both alike, and no cell
 * always follows the same other.
 *
 * @param rounds even
 */
export function roundOrders(cells: number, rounds: number, random: Uniform): number[][] {
  const indices = Array.from({ length: cells }, (_, index) => index);
  const orders: number[][] = [];
  while (orders.length < rounds) {
    const order = shuffled(indices, random);
    orders.push(order, order.toReversed());
  }
  return orders;
}

/** Starts one process per cell, or one per runtime, all at once: starting is not timed. */
async function startProcesses(
  members: readonly GroupMember[],
  { sampling, limits }: BlockContext,
  processes: Set<RuntimeProcess>,
  fail: (member: GroupMember, error: unknown) => void,
): Promise<Map<string, RuntimeProcess>> {
  const hosts = new Map<string, RuntimeProcess>();
  const shared = new Map<string, Promise<RuntimeProcess>>();
  const startFor = ({ measured: { runtime } }: GroupMember) => {
    if (sampling.isolation === 'process') return runtime.start(limits);
    const running = shared.get(runtime.name) ?? runtime.start(limits);
    shared.set(runtime.name, running);
    return running;
  };
  await Promise.all(
    members.map(async (member) => {
      try {
        const host = await startFor(member);
        processes.add(host);
        hosts.set(member.id, host);
      } catch (error) {
        fail(member, error);
      }
    }),
  );
  return hosts;
}

async function openWarm(member: GroupMember, host: RuntimeProcess, context: BlockContext): Promise<WarmCell> {
  const { sampling, block, clock, onEvent } = context;
  const { cell, model, options } = member.measured;
  const session = await host.open(model, {
    provider: cell.provider,
    threads: cell.threads,
    graphOptimization: cell.graphOptimization,
    ...(options ? { options } : {}),
  });
  onEvent({ type: 'opened', cell: member.id, block, sessionMs: session.sessionMs });
  const first = await session.run(1);
  const warmup = await warmUp(async () => (await session.run(1)).runs[0]!, sampling.warmupMaxMs, clock);
  onEvent({ type: 'warm', cell: member.id, block, medianMs: warmup.medianMs });
  const runsPerTurn = context.runsPerTurn.get(member.id) ?? runsThatFit(warmup.medianMs, sampling);
  return { member, host, session, firstMs: first.runs[0]!, warmup, runsPerTurn, turns: [] };
}

/** Runs per turn: odd, so that the median of a turn is one of its runs. */
function runsThatFit(medianMs: number, { turnMs, maxRunsPerTurn }: SamplingOptions): number {
  const fitting = Math.min(Math.round(turnMs / medianMs), maxRunsPerTurn);
  return fitting <= 1 ? 1 : 2 * Math.floor(fitting / 2) + 1;
}

async function takeTurn(warm: WarmCell): Promise<void> {
  const { session, runsPerTurn } = warm;
  warm.turns.push(await session.run(runsPerTurn, uncountedRuns(warm.warmup.medianMs)));
}

/** Milliseconds after which runs no longer show the effect of the previous cell. */
const SETTLING_MS = 5;

/**
 * The number of runs at the start of a turn that are not counted, because the caches hold data of another cell and
 * the processor was idle: about 5 ms, at least one run. None for models of 500 ms or more, where this does not
 * matter.
 */
export function uncountedRuns(medianMs: number): number {
  return medianMs < 500 ? Math.max(1, Math.ceil(SETTLING_MS / medianMs)) : 0;
}

function turnMs(warm: WarmCell): number {
  const { medianMs } = warm.warmup;
  return (warm.runsPerTurn + uncountedRuns(medianMs)) * medianMs;
}

async function blockOf(warm: WarmCell, shared: boolean): Promise<CellBlock> {
  const { member, session, firstMs, warmup, turns, runsPerTurn } = warm;
  const cpu = usageOf(member, turns);
  return {
    modelDigest: member.measured.modelDigest,
    sessionMs: session.sessionMs,
    firstMs,
    warmup,
    options: session.options,
    rounds: turns.map(({ runs }) => median(runs)),
    runs: turns.flatMap(({ runs }) => runs),
    runsPerTurn,
    ...(cpu ? { cpu } : {}),
    ...(shared ? {} : { peakRssBytes: await warm.host.peakRssBytes() }),
  };
}

/** Undefined where the process that answers does not do all of the work: on a GPU, in a browser. */
function usageOf({ measured }: GroupMember, turns: readonly Turn[]): CellBlock['cpu'] {
  const { runtime, cell, options } = measured;
  const usages = turns.flatMap(({ usage }) => usage ?? []);
  if (!runtime.providers[cell.provider]?.cpuTime || usages.length < turns.length) return undefined;
  const waits = usages.flatMap((usage) => usage.waits ?? []);
  const { executionMode, interOpThreads = 1 } = options ?? {};
  return {
    threads: executionMode === 'parallel' ? cell.threads * interOpThreads : cell.threads,
    rounds: usages.map(({ cpuMs }) => median(cpuMs)),
    ...(waits.length < turns.length ? {} : { waits: sum(waits) }),
    pageFaults: sum(usages.map(({ pageFaults }) => pageFaults)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
