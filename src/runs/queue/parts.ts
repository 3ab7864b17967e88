import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertReadable, INPUTS, makeFolder, readFile } from '../../files/index.ts';
import type { Lease } from './lease.ts';
import { KEYS } from './posted.ts';
import type { Connection } from './redis.ts';

/** A finished part that waits for the coordinator. */
export interface WaitingPart {
  readonly unit: string;
  copyTo(path: string): Promise<void>;
  /** @throws UserError if the lease of the queue is lost */
  remove(): Promise<void>;
}

/** Delivers a part to the coordinator, atomically and idempotently, and deletes the file. */
export async function deliverPart(
  path: string,
  unit: string,
  queue: string,
  { client }: Connection,
  shared: string | undefined,
): Promise<void> {
  if (shared === undefined) {
    await client.hset(KEYS.parts(queue), unit, readFile(path, INPUTS.part));
  } else {
    const folder = join(shared, queue);
    makeFolder(folder);
    const temporary = join(folder, `.${unit}.${randomUUID()}.tmp`);
    copyFileSync(path, temporary);
    renameSync(temporary, join(folder, `${unit}.parquet`));
  }
  rmSync(path, { force: true });
}

/** Lists the parts of a queue that are in Redis or in the shared folder now. */
export async function* waitingParts(
  queue: string,
  lease: Lease,
  { client }: Connection,
  shared: string | undefined,
): AsyncGenerator<WaitingPart> {
  const key = KEYS.parts(queue);
  for (const unit of await client.hkeys(key))
    yield {
      unit,
      async copyTo(path) {
        writeFileSync(path, (await client.hgetBuffer(key, unit)) ?? '');
      },
      async remove() {
        await lease.run('hdel', key, unit);
      },
    };
  const folder = shared === undefined ? undefined : join(shared, queue);
  for (const file of folder !== undefined && existsSync(folder) ? readdirSync(folder) : []) {
    const path = join(folder as string, file);
    if (!file.endsWith('.parquet')) continue;
    yield {
      unit: file.replace(/\.parquet$/, ''),
      async copyTo(to) {
        assertReadable(path, INPUTS.part);
        copyFileSync(path, to);
      },
      async remove() {
        await lease.run();
        rmSync(path, { force: true });
      },
    };
  }
}

/** Deletes what is left of the parts of a queue. @throws UserError if its lease is lost */
export async function deleteParts(queue: string, lease: Lease, shared: string | undefined): Promise<void> {
  await lease.run('del', KEYS.parts(queue));
  if (shared !== undefined) rmSync(join(shared, queue), { recursive: true, force: true });
}
