/** A line of CSV as RFC 4180 defines it. Text that a spreadsheet would run as a formula gets a leading apostrophe. */
export function csvLine(values: readonly (string | number | boolean | undefined)[]): string {
  return `${values.map(field).join(',')}\r\n`;
}

function field(value: string | number | boolean | undefined): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
