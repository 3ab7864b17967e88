/**
 * Characters that a terminal obeys or does not show: controls, which begin escape sequences; marks that change the
 * direction of text; invisible characters; and halves of surrogate pairs.
 */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: matching control characters is the point.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/**
 * Escapes what a terminal would obey or not show, as `\u001b`. Tabs and line breaks stay. In JSON, the escaped text
 * stands for the same value.
 */
export function visible(text: string): string {
  return text.replaceAll(INVISIBLE, (found) => (found === '\n' || found === '\t' ? found : escaped(found)));
}

/** Writes each byte of a file's name that is not UTF-8 as `%FC`, for records. `files` explains such names. */
export function printable(name: string): string {
  return name.replaceAll(/[\udc80-\udcff]/gu, percent);
}

/** As `visible`, on one line: line breaks and tabs are escaped, too. For a name, a cell of a table. */
export function visibleLine(text: string): string {
  return text.replaceAll(INVISIBLE, escaped);
}

/** Escapes a character for a text in double quotes. */
export function escapeCharacter(character: string): string {
  return character === '"' || character === '\\' ? `\\${character}` : visibleLine(character);
}

const SHORT: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\b': '\\b',
  '\f': '\\f',
};

/** One escape per UTF-16 unit, as in JSON, but for a byte of a name that is not UTF-8. */
function escaped(character: string): string {
  if (/[\udc80-\udcff]/u.test(character)) return percent(character);
  return (
    SHORT[character] ??
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('')
  );
}

function percent(half: string): string {
  return `%${(half.charCodeAt(0) - 0xdc00).toString(16).toUpperCase()}`;
}
