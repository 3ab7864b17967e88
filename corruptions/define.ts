import type { Constants, Corruption, Severity } from './types.ts';

/**
 * A corruption from its parts: `apply` is `applyConstants` with the constants of a severity.
 * @throws RangeError (from `apply`) for a severity that is not 1, 2, 3, 4 or 5.
 */
export function defineCorruption(parts: Omit<Corruption, 'apply'>): Corruption {
  return {
    ...parts,
    apply: (image, severity, random) => parts.applyConstants(image, constantsOf(parts, severity), random),
  };
}

function constantsOf(parts: Pick<Corruption, 'name' | 'severities'>, severity: Severity): Constants {
  const constants = parts.severities[severity - 1];
  if (constants === undefined)
    throw new RangeError(`${parts.name}: severity ${severity} is not 1, 2, 3, 4 or 5`);
  return constants;
}
