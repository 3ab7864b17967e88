import { elements } from './shapes.ts';
import type { Parameter } from './types.ts';

/** Reads a stored tensor by its name, in C order. */
export type TensorReader = (name: string, parameter: Parameter) => ArrayLike<number>;

/**
 * The float32 values of a parameter, in C order. Derivations are carried out in float64 and rounded once.
 * @throws Error if a stored tensor has the wrong number of elements.
 */
export function evaluate(parameter: Parameter, read: TensorReader): Float32Array {
  const values = parameter.derivation === undefined ? stored(parameter, read) : derived(parameter, read);
  return values instanceof Float32Array ? values : new Float32Array(values);
}

function derived(parameter: Parameter, read: TensorReader): Float64Array {
  const { derivation } = parameter;
  if (derivation === undefined) return new Float64Array(stored(parameter, read));
  return derivation.compute(derivation.from.map((source) => derived(source, read)));
}

function stored(parameter: Parameter, read: TensorReader): ArrayLike<number> {
  const values = read(parameter.name, parameter);
  if (values.length !== elements(parameter.shape)) {
    throw new Error(
      `${parameter.name}: ${values.length} elements were read, [${parameter.shape}] needs ${elements(parameter.shape)}`,
    );
  }
  return values;
}
