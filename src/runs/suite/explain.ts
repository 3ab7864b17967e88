import { z } from 'zod';
import { didYouMean } from '../../text/index.ts';

type Issue = z.core.$ZodIssue;
type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * Describes in one line why a value does not match a schema: the place, the mistake, and the nearest known key or
 * value. Further mistakes are only counted.
 *
 * @param value the value that did not match
 */
export function explainIssues(schema: z.ZodType, issues: readonly Issue[], value: unknown): string {
  // A mistyped key is the most likely cause of the other issues.
  const flat = withoutSafeRange(issues.flatMap((issue) => flatten(issue, value))).toSorted(
    (a, b) => Number(b.code === 'unrecognized_keys') - Number(a.code === 'unrecognized_keys'),
  );
  const [first] = flat;
  if (first === undefined) return 'invalid';
  const rest = flat.length > 1 ? ` (and ${flat.length - 1} more)` : '';
  return explain(first, z.toJSONSchema(schema, { io: 'input', reused: 'inline' }), value) + rest;
}

/** Drops that a whole number is not exact where another bound of the same number is exceeded, too. */
function withoutSafeRange(issues: readonly Issue[]): Issue[] {
  const isRange = (issue: Issue) => 'origin' in issue && issue.origin === 'int';
  const place = ({ path }: Issue) => path.join('.');
  const other = new Set(issues.filter((issue) => !isRange(issue)).map(place));
  return issues.filter((issue) => !(isRange(issue) && other.has(place(issue))));
}

/** Returns the issues of the alternative of a union that was most likely meant. */
function flatten(issue: Issue, value: unknown): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  // An alternative for another type of value was not meant.
  const meant = issue.errors.filter(
    (errors) => !errors.some(({ path }) => path.length === 0 && isType(errors)),
  );
  const given = valueAt(value, issue.path);
  const candidates = meant.length > 0 ? meant : issue.errors;
  // Of several object alternatives, the one with the fewest missing keys.
  const [best] = candidates.toSorted((a, b) => missing(a) - missing(b));
  if (best === undefined || meant.length === 0 || typeof given !== 'object') return [issue];
  return best.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }, value));
}

function isType(errors: readonly Issue[]): boolean {
  return errors.some(({ code, path }) => code === 'invalid_type' && path.length === 0);
}

function missing(errors: readonly Issue[]): number {
  return errors.filter(({ code, path }) => code === 'invalid_type' && path.length > 0).length;
}

function explain(issue: Issue, schema: JsonSchema, value: unknown): string {
  const place = issue.path.join('.') || 'the suite';
  switch (issue.code) {
    case 'unrecognized_keys': {
      const key = issue.keys[0] ?? '';
      const known = keysAt(schema, issue.path);
      const hint = didYouMean(key, known) || `; known keys: ${known.join(', ')}`;
      return `unknown key "${[...issue.path, key].join('.')}"${hint}`;
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      const given = valueAt(value, issue.path);
      const hint = typeof given === 'string' ? didYouMean(given, values) : '';
      return `${place} is ${JSON.stringify(given) ?? 'missing'} but must be ${list(values)}${hint}`;
    }
    case 'invalid_type': {
      const given = valueAt(value, issue.path);
      const wanted = issue.expected === 'int' ? 'whole number' : issue.expected;
      if (given === undefined) return `${place} is missing (${wanted})`;
      return `${place} must be ${article(wanted)} but is ${short(given)}`;
    }
    case 'too_small':
    case 'too_big': {
      const given = valueAt(value, issue.path);
      const bound = boundOf(issue);
      return Array.isArray(given)
        ? `${place} has ${given.length} items but must have ${bound}`
        : `${place} is ${short(given)} but ${reasonOf(issue) ?? `must be ${bound}`}`;
    }
    case 'invalid_union':
      return `${place} cannot be ${short(valueAt(value, issue.path))}`;
    default:
      return `${place} is ${short(valueAt(value, issue.path))}: ${issue.message.replace(/^Invalid \w+: /, '')}`;
  }
}

/** The bounds of numbers say why; zod's own messages begin with "Too big". */
function reasonOf({ message }: Issue): string | undefined {
  return message.startsWith('must be') ? message : undefined;
}

function boundOf(issue: Issue & { code: 'too_small' | 'too_big' }): string {
  const strict = issue.inclusive === false;
  if (issue.code === 'too_small') return `${strict ? 'more than' : 'at least'} ${issue.minimum}`;
  return `${strict ? 'less than' : 'at most'} ${issue.maximum}`;
}

/** Returns the known keys of the object at a path, through arrays and unions. */
function keysAt(schema: JsonSchema, path: readonly PropertyKey[]): string[] {
  let at: JsonSchema[] = [schema];
  for (const key of path) {
    at = at.flatMap(alternatives).flatMap((node) => {
      const items = Array.isArray(node.prefixItems) ? node.prefixItems[Number(key)] : node.items;
      const next =
        typeof key === 'number' ? items : (node.properties?.[String(key)] ?? node.additionalProperties);
      return next !== null && typeof next === 'object' && !Array.isArray(next) ? [next as JsonSchema] : [];
    });
  }
  return at.flatMap(alternatives).flatMap((node) => Object.keys(node.properties ?? {}));
}

function alternatives(node: JsonSchema): JsonSchema[] {
  const inner = [...(node.anyOf ?? []), ...(node.allOf ?? []), ...(node.oneOf ?? [])] as JsonSchema[];
  return [node, ...inner.flatMap(alternatives)];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], value);
}

function list(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `one of ${values.join(', ')}`;
}

function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
