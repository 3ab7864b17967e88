import { label } from '../values.ts';

/** Model and form of a cell, for an axis. */
export function cellName({ model, form }: { readonly model: string; readonly form: string }): string {
  return `${label(model, 28)}${form === 'train' ? ' (train)' : ''}`;
}
