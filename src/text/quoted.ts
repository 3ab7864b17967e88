import { escapeCharacter } from './visible.ts';

/** Quotes a name from an untrusted file for a message: control characters escaped, at most 80 characters. */
export function quoted(text: string): string {
  // An escape is up to six characters long: measure after escaping, and never cut one in two.
  const shown = [...text.slice(0, 81)].map(escapeCharacter);
  if (shown.join('').length <= 80) return `"${shown.join('')}"`;
  while (shown.join('').length > 77) shown.pop();
  return `"${shown.join('')}..."`;
}
