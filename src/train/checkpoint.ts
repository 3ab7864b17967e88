import { existsSync } from 'node:fs';
import { z } from 'zod';
import { openSafetensors, writeSafetensors } from '../backbones/weights/index.ts';
import { messageOf, UserError } from '../files/index.ts';
import type { Layout } from './layout.ts';
import { EpochLog } from './result.ts';
import type { Snapshot, TrainingState } from './trainer.ts';

/** The vectors of a state, which are also the prefixes of their tensors' names. */
const PARTS = ['state', 'average', 'first', 'second'] as const satisfies (keyof TrainingState)[];

/**
 * Writes everything that a training needs to resume: four tensors per parameter, `state.<name>` (the weights),
 * `average.<name>`, and AdamW's moments `first.<name>` and `second.<name>`; log and digest in the metadata.
 */
export function writeCheckpoint(path: string, layout: Layout, snapshot: Snapshot, digest: string): void {
  const tensors = new Map<string, { shape: readonly number[]; data: Float32Array }>();
  for (const part of PARTS) {
    const vector = snapshot[part];
    for (const { parameter, offset, size } of layout.places) {
      if (offset + size > vector.length) continue;
      tensors.set(`${part}.${parameter.name}`, {
        shape: parameter.shape,
        data: vector.slice(offset, offset + size),
      });
    }
  }
  writeSafetensors(path, sourceOf(tensors), { digest, log: JSON.stringify(snapshot.log) });
}

/**
 * Reads the snapshot of a checkpoint; undefined if there is no file.
 * @throws UserError if it is damaged or belongs to another training
 */
export function readCheckpoint(path: string, layout: Layout, digest: string): Snapshot | undefined {
  if (!existsSync(path)) return undefined;
  const file = openSafetensors(path);
  try {
    if (file.metadata.get('digest') !== digest) {
      throw new UserError(
        `${path} belongs to a training with other settings; delete it, or choose another folder with --out`,
      );
    }
    const vector = (part: string, length: number): Float32Array => {
      const values = new Float32Array(length);
      for (const { parameter, offset, size } of layout.places) {
        if (offset + size <= length) values.set(file.read(`${part}.${parameter.name}`), offset);
      }
      return values;
    };
    return {
      state: vector('state', layout.total),
      average: vector('average', layout.total),
      first: vector('first', layout.learned),
      second: vector('second', layout.learned),
      log: readLog(path, file.metadata.get('log')),
    };
  } finally {
    file.close();
  }
}

function readLog(path: string, text: string | undefined): EpochLog[] {
  try {
    return EpochLog.array().parse(JSON.parse(text ?? ''));
  } catch (error) {
    throw damaged(path, error);
  }
}

/** The error for a file of a training that cannot be read back. */
export function damaged(path: string, error: unknown): UserError {
  const why =
    error instanceof z.ZodError
      ? `${error.issues[0]?.path.join('.') || 'content'}: ${error.issues[0]?.message}`
      : messageOf(error).replaceAll(/\s+/g, ' ');
  return new UserError(`${path} is damaged (${why}); delete the folder to train this model again`);
}

/** Writes the averaged weights under their own names, as `--weights` reads them. */
export function writeWeights(
  path: string,
  layout: Layout,
  average: Float32Array,
  metadata: Readonly<Record<string, string>>,
): void {
  const tensors = layout.places.map(({ parameter, offset, size }) => {
    const data = average.slice(offset, offset + size);
    return [parameter.name, { shape: parameter.shape, data }] as const;
  });
  writeSafetensors(path, sourceOf(new Map(tensors)), metadata);
}

function sourceOf(tensors: ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }>) {
  return {
    names: () => tensors.keys(),
    info: (name: string) => ({ shape: tensors.get(name)!.shape, dtype: 'F32' as const }),
    read: (name: string) => tensors.get(name)!.data,
  };
}
