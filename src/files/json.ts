/** Deeper than any file of ours, and far from where recursive functions overflow the stack. */
const MAX_DEPTH = 200;

/**
 * Parses JSON from outside.
 * @throws SyntaxError for wrong syntax, and for more than 200 levels: schemas and `JSON.stringify` walk a value
 *   recursively, and overflow the stack a few thousand levels down
 */
export function parseJson(text: string): unknown {
  refuseDepth(text);
  return JSON.parse(text);
}

/** Counts brackets outside strings. */
function refuseDepth(text: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === BRACKET || code === BRACE) {
      if (++depth > MAX_DEPTH) throw new SyntaxError(`nested more than ${MAX_DEPTH} levels deep`);
    } else if (code === BRACKET + 2 || code === BRACE + 2) depth--;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACKET = 0x5b;
const BRACE = 0x7b;

/** Position of the quote that ends a string; the end of the text if there is none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
