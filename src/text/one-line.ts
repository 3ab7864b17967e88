/** Joins the lines of a text with single spaces, as an error line needs it. */
export function oneLine(text: string): string {
  return text.trim().replaceAll(/\s*\n\s*/g, ' ');
}
