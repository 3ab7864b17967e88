import { existsSync } from 'node:fs';
import { openSafetensors, writeSafetensors } from '../backbones/weights/index.ts';
import { UserError } from '../files/index.ts';
import type { Layout } from './layout.ts';
import type { EpochLog, Snapshot, TrainingState } from './trainer.ts';

/** The vectors of a state, and what their tensors' names begin with. */
const PARTS = ['state', 'average', 'first', 'second'] as const satisfies (keyof TrainingState)[];

/**
 * Writes everything that is needed to go on: four tensors a parameter, `state.<name>` (the weights),
 * `average.<name>`, and AdamW's `first.<name>` and `second.<name>`; log and digest in the metadata.
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
 * The snapshot of a checkpoint, or undefined where there is none.
 * @throws UserError if it was made by another training
 */
export function readCheckpoint(path: string, layout: Layout, digest: string): Snapshot | undefined {
  if (!existsSync(path)) return undefined;
  const file = openSafetensors(path);
  try {
    if (file.metadata.get('digest') !== digest) {
      throw new UserError(
        `${path} is of a training with other settings; delete it, or give another folder with --out`,
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
      log: JSON.parse(file.metadata.get('log') ?? '[]') as EpochLog[],
    };
  } finally {
    file.close();
  }
}

/** Writes the averaged weights under their own names: what `--weights` reads. */
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
