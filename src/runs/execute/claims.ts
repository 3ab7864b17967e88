import type { RunStore } from '../../results/index.ts';
import { canonicalJson, claimsOf, type JudgeClaims, type Suite } from '../suite/index.ts';

/**
 * Appends the verdicts on a suite's claims to its run, those that are not there already.
 *
 * @param suite paths resolved
 * @param floor no interval is narrower: a fraction, 0 where the machine is not calibrated
 * @throws UserError if the file of claims cannot be read or has none
 */
export function appendClaims(suite: Suite, store: RunStore, judge: JudgeClaims, floor: number): void {
  if (suite.claims === undefined) return;
  const known = new Set(store.records().map(canonicalJson));
  const judged = judge(claimsOf(suite.claims), store.records(), floor);
  const changed = judged.filter((claim) => !known.has(canonicalJson(claim)));
  if (changed.length > 0) store.append(changed);
}
