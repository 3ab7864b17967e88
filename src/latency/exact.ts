import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exact } from '../results/index.ts';
import { onnxruntime, type ProcessLimits, type RuntimeProcess } from '../runtimes/index.ts';
import type { GroupMember } from './block.ts';
import { profileOfTrace } from './trace.ts';

/**
 * What onnxruntime makes of each cell of a group, to the bit: one inference a cell, profiled, in one process
 * apart from the timed ones. A cell of another runtime, or one that cannot be told of, is left out: it has been
 * measured all the same.
 *
 * @throws the signal's reason if it aborts
 */
export async function exactFacts(
  members: readonly GroupMember[],
  limits: ProcessLimits,
): Promise<ReadonlyMap<string, Exact>> {
  const facts = new Map<string, Exact>();
  const own = members.filter(
    ({ measured }) => measured.runtime === onnxruntime && measured.cell.provider === 'cpu',
  );
  let host: RuntimeProcess | undefined;
  try {
    for (const member of own) {
      try {
        host ??= await onnxruntime.start(limits);
        facts.set(member.id, await factsOf(member, host));
      } catch {
        limits.signal?.throwIfAborted();
        // The process may be dead: the next cell starts another.
        await host?.close();
        host = undefined;
      }
    }
  } finally {
    await host?.close();
  }
  return facts;
}

async function factsOf(
  { measured: { cell, model, options } }: GroupMember,
  host: RuntimeProcess,
): Promise<Exact> {
  const folder = mkdtempSync(join(tmpdir(), 'fastvit-bench-exact-'));
  try {
    const session = await host.open(model, {
      provider: cell.provider,
      threads: cell.threads,
      graphOptimization: cell.graphOptimization,
      profilePrefix: join(folder, 'profile'),
      ...(options ? { options } : {}),
    });
    const output = await session.infer();
    await session.close();
    const [file] = readdirSync(folder);
    if (file === undefined) throw new Error('no profile was written');
    const { operators } = profileOfTrace(JSON.parse(readFileSync(join(folder, file), 'utf8')), new Map(), 0);
    return {
      nodes: operators.reduce((sum, { count }) => sum + count, 0),
      outputDigest: createHash('sha256')
        .update(new Uint8Array(output.buffer, output.byteOffset, output.byteLength))
        .digest('hex'),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
