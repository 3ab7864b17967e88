/** Quotes a name from an untrusted file for a message: control characters escaped, at most 80 characters. */
export function quoted(text: string): string {
  // An escape is up to six characters long: measure after escaping, and never cut one in two.
  const shown = [...text.slice(0, 81)].map(escaped);
  if (shown.join('').length <= 80) return `"${shown.join('')}"`;
  while (shown.join('').length > 77) shown.pop();
  return `"${shown.join('')}..."`;
}

function escaped(character: string): string {
  return JSON.stringify(character)
    .slice(1, -1)
    .replace(
      /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
      (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
