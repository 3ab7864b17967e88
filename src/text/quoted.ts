/** A name from an untrusted file as it may stand in a message: quoted, escaped, at most 80 characters of it. */
export function quoted(text: string): string {
  // One escape takes six characters, so the length counts after escaping; none is cut in two.
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
