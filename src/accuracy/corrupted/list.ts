import { corruptions } from '#corruptions';

interface ListedCorruption {
  readonly name: string;
  readonly group: string;
  /** Whether it depends on the seed. */
  readonly random: boolean;
  readonly summary: string;
  /** Constants of severities 1 to 5. */
  readonly severities: readonly (readonly number[])[];
}

/** Lists the corruptions and renditions of the registry. */
export function listCorruptions(): readonly ListedCorruption[] {
  return corruptions.map(({ name, group, random, summary, severities }) => ({
    name,
    group,
    random,
    summary,
    severities,
  }));
}
