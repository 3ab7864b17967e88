import { UserError } from '../../files/index.ts';
import { didYouMean } from '../../text/index.ts';

/** A weights source, parsed from `--weights` or a suite. */
export type WeightsSource =
  | { readonly kind: 'seed'; readonly seed: string }
  | { readonly kind: 'safetensors' | 'checkpoint'; readonly path: string }
  /** The model's published repository, of its default tag or of this one. */
  | { readonly kind: 'published'; readonly tag?: string }
  | { readonly kind: 'hub'; readonly location: HubLocation }
  | { readonly kind: 'shipped' };

/** A file of a repository on the hub. */
export interface HubLocation {
  /** `org/name`. */
  readonly repository: string;
  /** Branch, tag or commit; default: the hub's default branch. */
  readonly revision?: string;
  /** Path in the repository; default: chosen by purpose. */
  readonly file?: string;
}

const CHECKPOINT = /\.(pth|pt|pth\.tar|bin)$/i;
const FORMS =
  'seed:<string>, a .safetensors, .pth, .pt, .pth.tar or .bin file, hf, hf:<org>/<name>[@revision][:file], shipped';

/**
 * Parses a weights source: `seed:0`, `model.safetensors`, `model.pth.tar`, `hf` (the model's default tag),
 * `hf:apple_dist_in1k` (another of its tags), `hf:timm/fastvit_t8.apple_in1k@main:model.safetensors`, `shipped`.
 *
 * @throws UserError for anything else, with the closest form
 */
export function parseWeightsSource(text: string): WeightsSource {
  if (text.startsWith('seed:')) return { kind: 'seed', seed: text.slice('seed:'.length) };
  if (text === 'hf') return { kind: 'published' };
  if (text.startsWith('hf:')) return parseHub(text);
  if (text === 'shipped') return { kind: 'shipped' };
  if (/\.safetensors$/i.test(text)) return { kind: 'safetensors', path: text };
  if (CHECKPOINT.test(text)) return { kind: 'checkpoint', path: text };
  throw new UserError(
    `unknown weights source "${text}"${didYouMean(text, ['seed:0', 'hf', 'shipped'])} (known: ${FORMS})`,
  );
}

/**
 * Parses what follows `hf:` in the name of a repository.
 *
 * @throws UserError if it is not `<org>/<name>[@revision][:file]`.
 */
export function parseHubLocation(text: string): HubLocation {
  const parts = /^([\w][\w.-]*\/[\w][\w.-]*)(?:@([^:@\s]+))?(?::(.+))?$/.exec(text);
  if (parts === null)
    throw new UserError(
      `"hf:${text}" is not hf:<org>/<name>[@revision][:file], e.g. hf:timm/fastvit_t8.apple_in1k`,
    );
  const [, repository, revision, file] = parts;
  if (file !== undefined && !isSafePath(file))
    throw new UserError(`"hf:${text}" names the file "${file}", which lies outside the repository`);
  if (revision !== undefined && !isSafePath(revision))
    throw new UserError(`"hf:${text}" names the revision "${revision}", which is not a valid revision`);
  return {
    repository: repository!,
    ...(revision === undefined ? {} : { revision }),
    ...(file === undefined ? {} : { file }),
  };
}

/** Returns true for a relative path that stays inside its folder on every system. */
export function isSafePath(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: matching control characters is the point.
  if (/[\\\u0000-\u001f:*?"<>|]/.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function parseHub(text: string): WeightsSource {
  const rest = text.slice('hf:'.length);
  if (/^[\w.-]+$/.test(rest)) return { kind: 'published', tag: rest };
  return { kind: 'hub', location: parseHubLocation(rest) };
}
