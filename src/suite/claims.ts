import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../errors.ts';
import { type Claim, judgeClaims } from '../latency/index.ts';
import type { RunStore } from '../results/index.ts';
import { loadSuite } from './load.ts';
import { canonicalJson } from './plan.ts';
import type { Suite } from './schema.ts';

/**
 * Appends the verdicts on a suite's claims to its run, those that are not there already.
 *
 * @param suite paths resolved
 * @param floor no interval is narrower: a fraction, 0 where the machine is not calibrated
 * @throws UserError if the file of claims cannot be read or has none
 */
export function appendClaims(suite: Suite, store: RunStore, floor: number): void {
  if (suite.claims === undefined) return;
  const known = new Set(store.records().map(canonicalJson));
  const judged = judgeClaims(claimsOf(suite.claims), store.records(), floor);
  const changed = judged.filter((claim) => !known.has(canonicalJson(claim)));
  if (changed.length > 0) store.append(changed);
}

/** The claims themselves, from where the suite says. */
export function claimsOf(claims: NonNullable<Suite['claims']>): readonly Claim[] {
  if (typeof claims !== 'string') return claims;
  const path = claims === 'paper' ? packagedClaims() : claims;
  const { suite } = loadSuite(path, {});
  if (!Array.isArray(suite.claims)) throw new UserError(`${path}: holds no "claims"`);
  return suite.claims;
}

/** suites/claims.json, from the sources and from dist/ alike. */
function packagedClaims(): string {
  const near = fileURLToPath(new URL('../../suites/claims.json', import.meta.url));
  return existsSync(near)
    ? near
    : join(fileURLToPath(new URL('../../..', import.meta.url)), 'suites/claims.json');
}
