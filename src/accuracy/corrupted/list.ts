import { corruptionGroups, corruptions } from '#corruptions';

export interface ListedCorruption {
  readonly name: string;
  readonly group: string;
  /** Depends on the seed. */
  readonly random: boolean;
  readonly summary: string;
  /** Constants of severities 1 to 5. */
  readonly severities: readonly (readonly number[])[];
}

/** Everything in the registry, in its order. */
export function listCorruptions(): readonly ListedCorruption[] {
  return corruptions.map(({ name, group, random, summary, severities }) => ({
    name,
    group,
    random,
    summary,
    severities,
  }));
}

/** Names that stand for several. */
export function listGroups(): readonly string[] {
  return corruptionGroups();
}
