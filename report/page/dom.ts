type Child = Node | string | undefined | false;

/**
 * Creates an element. Text stays text: names and messages from records never become markup.
 *
 * @param attributes `on…` values are listeners; true sets an empty attribute, false and undefined leave it out
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number | boolean | undefined | ((event: Event) => void)>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/** Shows an untrusted name in any script and direction: cut to one line by the style sheet, in full in its title. */
export function name(text: string): HTMLElement {
  const shown = text.length > 120 ? `${text.slice(0, 119)}…` : text;
  return h('bdi', { class: 'name', title: text.length > 24 ? text.slice(0, 1000) : undefined }, shown);
}

/** Announces a message to screen readers, and shows it for three seconds. */
export function announce(text: string): void {
  const status = document.getElementById('status');
  if (!status) return;
  status.textContent = text;
  setTimeout(() => {
    if (status.textContent === text) status.textContent = '';
  }, 3000);
}

/** Copies text to the clipboard, also from a page that was opened as a file. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h('textarea', { class: 'offscreen', 'aria-label': 'copied text' });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}
