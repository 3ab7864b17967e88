import type { ReportData } from '../data/types.ts';
import { controls } from './controls.ts';
import { h } from './dom.ts';
import { sections } from './sections.ts';
import { createStore } from './state.ts';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as ReportData;
const store = createStore(data);
const applyTheme = () => document.documentElement.setAttribute('data-theme', store.get().theme);
applyTheme();
store.onChange(applyTheme);
// Paper is white. Registered before the figures' listeners, so that they redraw in the colours of the print.
let before = store.get().theme;
addEventListener('beforeprint', () => {
  before = store.get().theme;
  store.set({ theme: 'light' });
});
addEventListener('afterprint', () => store.set({ theme: before }));

const shown = sections(data, store);
document
  .getElementById('nav')
  ?.append(
    ...shown.map(({ id, title }) => h('a', { href: `#${id}`, onclick: (event) => goTo(event, id) }, title)),
  );
document.getElementById('controls')?.append(...controls(data, store));
document.getElementById('main')?.append(...shown.map(({ element }) => element));
document.documentElement.dataset.ready = 'yes';
const wanted = /^#([^=&]+)/.exec(location.hash)?.[1];
if (wanted) document.getElementById(wanted)?.scrollIntoView();

/** Follows a link within the page and keeps the choices in the address. */
function goTo(event: Event, id: string): void {
  event.preventDefault();
  const rest = location.hash.replace(/^#[^=&]*&?/, '').replace(/^#/, '');
  history.replaceState(null, '', `#${[id, rest].filter(Boolean).join('&')}`);
  const section = document.getElementById(id);
  section?.scrollIntoView();
  section?.querySelector('h2')?.setAttribute('tabindex', '-1');
  section?.querySelector('h2')?.focus({ preventScroll: true });
}
