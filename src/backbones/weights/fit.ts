import { UserError } from '../../files/index.ts';
import { listed, quoted } from '../../text/index.ts';
import { type NameTable, rename } from './names/index.ts';
import type { TensorSource } from './types.ts';

/** A tensor that a graph needs. */
interface WantedTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

/** One way to read a source: by which names, and as which form of the model. */
export interface Reading {
  readonly wanted: readonly WantedTensor[];
  /** Absent if the names are the graph's own. */
  readonly table?: NameTable;
  /** `training form`, `re-parameterised form`. */
  readonly form: string;
}

/** How well a reading of a source fits. */
export interface Fit<R extends Reading> {
  readonly reading: R;
  /** The source's name of each wanted tensor that it has, whatever its shape. */
  readonly names: ReadonlyMap<string, string>;
  readonly missing: readonly string[];
  /** Names in the source that the model does not have. */
  readonly unexpected: readonly string[];
  readonly otherShape: readonly OtherShape[];
}

interface OtherShape {
  readonly name: string;
  readonly found: readonly number[];
  readonly wanted: readonly number[];
}

/** Returns the reading that knows most names of a source; among equals, the one with the fewest misfits. */
export function bestFit<R extends Reading>(source: TensorSource, readings: readonly R[]): Fit<R> {
  const fits = readings.map((reading) => fitReading(source, reading));
  const better = (a: Fit<R>, b: Fit<R>) => a.names.size - b.names.size || misfits(b) - misfits(a);
  return fits.reduce((best, next) => (better(next, best) > 0 ? next : best));
}

/** Returns the number of tensors that do not fit: 0 for a source that fits. */
export function misfits(fit: Fit<Reading>): number {
  return fit.missing.length + fit.unexpected.length + fit.otherShape.length;
}

/** Describes what does not fit in one line: counts, and the first names of each kind. */
export function misfitError(fit: Fit<Reading>, model: string, origin: string): UserError {
  const { reading, missing, unexpected, otherShape } = fit;
  const shapes = otherShape.map(({ name, found, wanted }) => `${name} [${found}] instead of [${wanted}]`);
  const parts = [
    group('missing', missing),
    group('unexpected', unexpected.map(quoted)),
    group('of another shape', shapes),
  ].filter((part) => part !== undefined);
  const names = reading.table === undefined ? '' : ` under the names of ${reading.table.release}`;
  return new UserError(
    `${origin} does not fit ${model} (closest: its ${reading.form}${names}): ${parts.join('; ')}`,
  );
}

/** Counters of batch norms do not affect the function, so releases may or may not keep them. */
function isCounter(name: string): boolean {
  return name.endsWith('num_batches_tracked');
}

function fitReading<R extends Reading>(source: TensorSource, reading: R): Fit<R> {
  const { wanted, table } = reading;
  const shapes = new Map(wanted.map(({ name, shape }) => [name, shape]));
  const names = new Map<string, string>();
  const unexpected: string[] = [];
  const otherShape: OtherShape[] = [];
  for (const own of source.names()) {
    if (isCounter(own)) continue;
    const name = table === undefined ? own : rename(own, table);
    const shape = name === undefined ? undefined : shapes.get(name);
    if (name === undefined || shape === undefined || names.has(name)) {
      unexpected.push(own);
      continue;
    }
    names.set(name, own);
    const found = source.info(own).shape;
    if (!sameShape(found, shape)) otherShape.push({ name, found, wanted: shape });
  }
  const missing = wanted.filter(({ name }) => !names.has(name) && !isCounter(name)).map(({ name }) => name);
  return { reading, names, missing, unexpected, otherShape };
}

function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((axis, i) => axis === b[i]);
}

function group(what: string, items: readonly string[]): string | undefined {
  return items.length === 0 ? undefined : `${items.length} ${what} (${listed(items)})`;
}
