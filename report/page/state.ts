import type { ReportData } from '../data/types.ts';
import type { View } from '../figures/view.ts';

/** The reader's choices. They are part of the address, so that a link shows the same. */
export interface State extends Omit<View, 'data'> {
  readonly theme: 'light' | 'dark';
  /** Index into the machines of the report. */
  readonly machine: number;
}

export interface Store {
  get(): State;
  set(change: Partial<State>): void;
  choose(key: string, value: string): void;
  /** Like `choose`, but without calling listeners: for a choice that is already shown. */
  remember(key: string, value: string): void;
  /** Called after every change. */
  onChange(listener: () => void): void;
}

/** Returns the view of a state. */
export function viewOf(data: ReportData, { machine, hidden, choices }: State): View {
  return { data, machine, hidden, choices };
}

/** The state of the page, kept in the address as `#section&key=value`. */
export function createStore(data: ReportData): Store {
  const listeners: (() => void)[] = [];
  let state = parse(location.hash, data);
  const changed = () => {
    history.replaceState(null, '', `#${format(state, data)}`);
    for (const listener of listeners) listener();
  };
  addEventListener('hashchange', () => {
    state = parse(location.hash, data);
    for (const listener of listeners) listener();
  });
  return {
    get: () => state,
    set(change) {
      state = { ...state, ...change };
      changed();
    },
    choose(key, value) {
      state = { ...state, choices: { ...state.choices, [key]: value } };
      changed();
    },
    remember(key, value) {
      state = { ...state, choices: { ...state.choices, [key]: value } };
      history.replaceState(null, '', `#${format(state, data)}`);
    },
    onChange: (listener) => listeners.push(listener),
  };
}

function parse(hash: string, data: ReportData): State {
  const parameters = new URLSearchParams(hash.replace(/^#[^=&]*(&|$)/, '').replace(/^#/, ''));
  const preferred = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const theme = parameters.get('theme');
  const machine = Number(parameters.get('machine') ?? 0);
  const choices: Record<string, string> = {};
  for (const [key, value] of parameters) if (key.startsWith('c.')) choices[key.slice(2)] = value;
  const known = new Set(data.models.map(({ id }) => id));
  return {
    theme: theme === 'dark' || theme === 'light' ? theme : preferred,
    machine: machine in data.machines ? machine : 0,
    hidden: new Set((parameters.get('hide') ?? '').split(',').filter((id) => known.has(id))),
    choices,
  };
}

function format({ theme, machine, hidden, choices }: State, data: ReportData): string {
  const section = /^#([^=&]*)(&|$)/.exec(location.hash)?.[1] ?? '';
  const parameters = new URLSearchParams();
  const preferred = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  if (theme !== preferred) parameters.set('theme', theme);
  if (machine !== 0 && machine in data.machines) parameters.set('machine', String(machine));
  if (hidden.size > 0) parameters.set('hide', [...hidden].join(','));
  for (const [key, value] of Object.entries(choices)) if (value !== '') parameters.set(`c.${key}`, value);
  return [section, parameters.toString()].filter((part) => part !== '').join('&') || 'top';
}
