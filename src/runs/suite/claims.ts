import { packageFile, UserError } from '../../files/index.ts';
import type { Claim } from './claim.ts';
import { loadSuite } from './load.ts';
import type { Suite } from './schema.ts';

/** The claims themselves, from where the suite says. */
export function claimsOf(claims: NonNullable<Suite['claims']>): readonly Claim[] {
  if (typeof claims !== 'string') return claims;
  const path = claims === 'paper' ? packageFile('suites/claims.json') : claims;
  const { suite } = loadSuite(path, {});
  if (!Array.isArray(suite.claims)) throw new UserError(`${path}: holds no "claims"`);
  return suite.claims;
}
