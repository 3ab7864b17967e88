/**
 * A line of CSV by RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it.
 */
export function csvLine(values: readonly (string | number | boolean | undefined)[]): string {
  return `${values.map(field).join(',')}\r\n`;
}

function field(value: string | number | boolean | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
