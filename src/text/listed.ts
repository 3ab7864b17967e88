/** `a, b, c`; of more than `most` items the first, and how many are left: `a, b and 7 more`. */
export function listed(items: readonly string[], most = 5): string {
  const shown = items.slice(0, most).join(', ');
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
