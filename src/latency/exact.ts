import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { INPUTS, readJsonFile, temporaryFolder } from '../files/index.ts';
import type { Exact } from '../results/index.ts';
import type { ProcessLimits, Runtime, RuntimeProcess } from '../runtimes/index.ts';
import type { GroupMember } from './block.ts';
import { profileOfTrace } from './trace.ts';

/**
 * Deterministic facts of cells whose provider has them: executed nodes and digest of the output, from one profiled
 * inference per cell, in a process separate from the timed ones. Cells for which this fails are left out; their
 * latencies stand.
 *
 * @throws the signal's reason if it aborts
 */
export async function exactFacts(
  members: readonly GroupMember[],
  limits: ProcessLimits,
): Promise<ReadonlyMap<string, Exact>> {
  const facts = new Map<string, Exact>();
  const exact = members.filter(({ measured }) => measured.runtime.providers[measured.cell.provider]?.exact);
  const hosts = new Map<string, RuntimeProcess>();
  const hostOf = async (runtime: Runtime) => {
    const host = hosts.get(runtime.name) ?? (await runtime.start(limits));
    hosts.set(runtime.name, host);
    return host;
  };
  try {
    for (const member of exact) {
      const { runtime } = member.measured;
      try {
        facts.set(member.id, await factsOf(member, await hostOf(runtime)));
      } catch {
        limits.signal?.throwIfAborted();
        // The process may have died: the next cell starts a new one.
        await hosts.get(runtime.name)?.close();
        hosts.delete(runtime.name);
      }
    }
  } finally {
    await Promise.all([...hosts.values()].map((host) => host.close()));
  }
  return facts;
}

async function factsOf(
  { measured: { cell, model, options } }: GroupMember,
  host: RuntimeProcess,
): Promise<Exact> {
  const { path: folder, remove } = temporaryFolder('exact');
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
    const { operators } = profileOfTrace(readJsonFile(join(folder, file), INPUTS.json), new Map(), 0);
    return {
      nodes: operators.reduce((sum, { count }) => sum + count, 0),
      outputDigest: createHash('sha256')
        .update(new Uint8Array(output.buffer, output.byteOffset, output.byteLength))
        .digest('hex'),
    };
  } finally {
    remove();
  }
}
