import { label } from '../values.ts';

interface Cell {
  readonly model: string;
  readonly form: string;
  readonly runtime: string;
}

/** Names cells for an axis: model, form if `train`, and runtime if there are several. */
export function cellNames(cells: readonly Cell[]): string[] {
  const several = new Set(cells.map(({ runtime }) => runtime)).size > 1;
  return cells.map(({ model, form, runtime }) => {
    const what = [...(form === 'train' ? ['train'] : []), ...(several ? [label(runtime, 24)] : [])];
    return `${label(model, 28)}${what.length > 0 ? ` (${what.join(', ')})` : ''}`;
  });
}
