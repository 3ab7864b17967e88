import { mceOver } from './mce-over.ts';

export const mceParameters = mceOver(
  {
    id: 'mce-parameters',
    title: 'Corruption error against parameters',
    note: () => 'Parameters of the inference form, in millions. Lower and further left is better.',
  },
  'parameters, millions',
  ({ parameters }) => (parameters === undefined ? undefined : parameters / 1e6),
);
