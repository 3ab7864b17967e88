import { UserError } from '../../files/index.ts';
import { didYouMean } from '../../text/index.ts';
import { type Config, type FamilyName, families } from './families.ts';

/**
 * A user's own model: another model's configuration with parts replaced. Every key except `id`,
 * `extends`, `family` and `lowering` is a key of the family's configuration.
 */
export interface ModelVariant extends Config {
  readonly id: string;
  readonly extends: string;
  readonly family?: string;
  /** Default lowering of its inference form: `plain` is as its authors write it. */
  readonly lowering?: 'best' | 'plain';
}

const OWN_KEYS = ['id', 'extends', 'family', 'lowering'];

/**
 * Returns the base configuration with a variant's overrides, checked by the family's schema.
 * @throws UserError with the key and the closest known one
 */
export function overridden(variant: ModelVariant, familyName: FamilyName, base: Config): Config {
  const { schema } = families[familyName];
  if (variant.family !== undefined && variant.family !== familyName) {
    throw new UserError(
      `model "${variant.id}": "${variant.extends}" belongs to the family ${familyName}, not ${variant.family}; correct or omit "family"`,
    );
  }
  if (!['best', 'plain', undefined].includes(variant.lowering)) {
    throw new UserError(
      `model "${variant.id}": "lowering" must be "best" or "plain", not "${variant.lowering}"`,
    );
  }
  const overrides = Object.fromEntries(Object.entries(variant).filter(([key]) => !OWN_KEYS.includes(key)));
  const known = Object.keys(schema.shape);
  for (const key of Object.keys(overrides)) {
    if (known.includes(key)) continue;
    throw new UserError(
      `model "${variant.id}": ${familyName} has no setting "${key}"${didYouMean(key, known)} (it has ${known.join(', ')})`,
    );
  }
  const checked = schema.safeParse({ ...base, ...overrides });
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new UserError(`model "${variant.id}": "${issue?.path.join('.')}": ${issue?.message}`);
}
