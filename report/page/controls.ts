import type { ReportData } from '../data/types.ts';
import { type Control, chosen } from '../figures/view.ts';
import { h, name } from './dom.ts';
import { type Store, viewOf } from './state.ts';

/** The choices for the whole page: machine, models by family, theme. */
export function controls(data: ReportData, store: Store): HTMLElement[] {
  return [
    ...(data.machines.length > 1 ? [machinePicker(data, store)] : []),
    ...(data.models.length > 1 ? [modelPicker(data, store)] : []),
    themeButton(store),
  ];
}

/** A select for a choice that figures react to; nothing where there is only one option. */
export function chooser(data: ReportData, store: Store, control: Control): HTMLElement[] {
  const options = control.options(data);
  if (options.length < 2 && !control.always) return [];
  const current = () => chosen(viewOf(data, store.get()), control) ?? '';
  const select = h(
    'select',
    { onchange: () => store.choose(control.key, select.value) },
    ...options.map(({ value, text }) => h('option', { value, selected: value === current() }, text)),
  );
  store.onChange(() => {
    select.value = current();
  });
  return [h('label', {}, `${control.title} `, select)];
}

function machinePicker(data: ReportData, store: Store): HTMLElement {
  const select = h(
    'select',
    { onchange: () => store.set({ machine: Number(select.value) }) },
    ...data.machines.map((machine, at) =>
      h(
        'option',
        { value: at, selected: at === store.get().machine },
        `${at + 1}: ${machine.name}`.slice(0, 80),
      ),
    ),
  );
  store.onChange(() => {
    select.value = String(store.get().machine);
  });
  return h('label', {}, 'Machine ', select);
}

function modelPicker(data: ReportData, store: Store): HTMLElement {
  const families = [...new Set(data.models.map(({ family }) => family))];
  const boxes = new Map<string, HTMLInputElement>();
  const toggle = (ids: readonly string[], on: boolean) => {
    const hidden = new Set(store.get().hidden);
    for (const id of ids) {
      if (on) hidden.delete(id);
      else hidden.add(id);
    }
    store.set({ hidden });
  };
  const groups = families.map((family) => {
    const ids = data.models.filter((model) => model.family === family).map(({ id }) => id);
    const whole = h('input', { type: 'checkbox', onchange: () => toggle(ids, whole.checked) });
    const update = () => {
      const { hidden } = store.get();
      const on = ids.filter((id) => !hidden.has(id)).length;
      whole.checked = on > 0;
      whole.indeterminate = on > 0 && on < ids.length;
      for (const id of ids) (boxes.get(id) as HTMLInputElement).checked = !hidden.has(id);
    };
    const items = ids.map((id) => {
      const box = h('input', { type: 'checkbox', onchange: () => toggle([id], box.checked) });
      boxes.set(id, box);
      return h('label', { class: 'item' }, box, ' ', name(id));
    });
    update();
    store.onChange(update);
    return h(
      'div',
      { class: 'family', role: 'group', 'aria-label': family },
      h('label', {}, whole, ' ', h('strong', {}, name(family))),
      ...items,
    );
  });
  const summary = h('summary', {});
  const update = () => {
    const { hidden } = store.get();
    summary.textContent = `Models: ${data.models.length - hidden.size} of ${data.models.length}`;
  };
  update();
  store.onChange(update);
  return h('details', { class: 'picker' }, summary, h('div', { class: 'families' }, ...groups));
}

function themeButton(store: Store): HTMLElement {
  const other = () => (store.get().theme === 'dark' ? 'light' : 'dark');
  const button = h('button', { type: 'button', id: 'theme', onclick: () => store.set({ theme: other() }) });
  const update = () => {
    button.textContent = other() === 'dark' ? 'Dark' : 'Light';
    button.setAttribute('aria-label', `switch to the ${other()} theme`);
  };
  update();
  store.onChange(update);
  return button;
}
