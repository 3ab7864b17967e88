/** How the names of one release become the names of the graph (timm's). */
export interface NameTable {
  /** Names the release in messages: `Apple's original FastViT`. */
  readonly release: string;
  /** Where the mapping is from. */
  readonly source: string;
  /** Replacements of a name's beginning; the first that matches counts, a name that none matches is not known. */
  readonly beginnings: readonly (readonly [beginning: RegExp, replacement: string])[];
  /** Renamed parts between dots, anywhere after the beginning; `a.b` stands for two parts in a row. */
  readonly parts: readonly (readonly [from: string, to: string])[];
}

/** The graph's name of a tensor of the release, or undefined if the release has no such tensor. */
export function rename(name: string, table: NameTable): string | undefined {
  for (const [beginning, replacement] of table.beginnings) {
    const match = beginning.exec(name);
    if (match === null) continue;
    const start = match[0].replace(beginning, replacement);
    return start + renameParts(name.slice(match[0].length), table.parts);
  }
  return undefined;
}

function renameParts(rest: string, parts: NameTable['parts']): string {
  // A dot on either side makes every part a whole one.
  let dotted = `.${rest}.`;
  for (const [from, to] of parts) dotted = dotted.replace(`.${from}.`, `.${to}.`);
  return dotted.slice(1, -1);
}
