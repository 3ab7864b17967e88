/** Lists items: `a, b, c`, or, if there are more than `most`, `a, b and 7 more`. */
export function listed(items: readonly string[], most = 5): string {
  const shown = items.slice(0, most).join(', ');
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
