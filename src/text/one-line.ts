/** Joins the lines of a text with single spaces, for error messages of one line. */
export function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
