import type { ReportData } from '../data.ts';
import { controls } from './controls.ts';
import { h } from './dom.ts';
import { sections } from './sections.ts';
import { createStore } from './state.ts';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as ReportData;
const store = createStore(data);
const applyTheme = () => document.documentElement.setAttribute('data-theme', store.get().theme);
applyTheme();
store.onChange(applyTheme);
// Paper is white. Before the figures listen, so that they are drawn in the colours of the print.
let before = store.get().theme;
addEventListener('beforeprint', () => {
  before = store.get().theme;
  store.set({ theme: 'light' });
});
addEventListener('afterprint', () => store.set({ theme: before }));

const shown = sections.flatMap(({ id, title, build }) => {
  const content = build(data, store);
  if (content === undefined) return [];
  return [
    {
      id,
      title,
      element: h(
        'section',
        { id, 'aria-labelledby': `${id}-title` },
        h('h2', { id: `${id}-title` }, title),
        ...content,
      ),
    },
  ];
});
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

/** Follows a link of the page without losing the choices behind the section's name. */
function goTo(event: Event, id: string): void {
  event.preventDefault();
  const rest = location.hash.replace(/^#[^=&]*&?/, '').replace(/^#/, '');
  history.replaceState(null, '', `#${[id, rest].filter(Boolean).join('&')}`);
  const section = document.getElementById(id);
  section?.scrollIntoView();
  section?.querySelector('h2')?.setAttribute('tabindex', '-1');
  section?.querySelector('h2')?.focus({ preventScroll: true });
}
