import { homedir } from 'node:os';
import { join } from 'node:path';
import { INPUTS, readFile, UserError } from '../../../files/index.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** How to reach the hub. The variables and the cache are those of Python's huggingface_hub. */
export interface HubSettings {
  /** Base address, without a slash at the end. */
  readonly endpoint: string;
  /** Folder of the cache. */
  readonly cache: string;
  readonly token?: string;
  /** Uses the cache only. */
  readonly offline: boolean;
  /** Fetches files by plain HTTP instead of in deduplicated chunks. */
  readonly plainHttp: boolean;
}

/**
 * Reads `HF_ENDPOINT`, `HF_HUB_OFFLINE`, `HF_HUB_CACHE`, `HF_HOME`, `XDG_CACHE_HOME`, `HF_TOKEN`,
 * `HF_TOKEN_PATH`, `HF_HUB_DISABLE_XET`.
 * Source: https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables
 *
 * @throws UserError if the endpoint is not an address or the token is malformed
 */
export function hubSettings(env: Env): HubSettings {
  const home = env.HF_HOME || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'huggingface');
  const token = tokenOf(env, home);
  return {
    endpoint: endpointOf(env),
    cache: env.HF_HUB_CACHE || env.HUGGINGFACE_HUB_CACHE || join(home, 'hub'),
    offline: isSet(env.HF_HUB_OFFLINE) || isSet(env.TRANSFORMERS_OFFLINE),
    plainHttp: isSet(env.HF_HUB_DISABLE_XET),
    ...(token === undefined ? {} : { token }),
  };
}

function endpointOf(env: Env): string {
  const text = env.HF_ENDPOINT || 'https://huggingface.co';
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new UserError(`HF_ENDPOINT is "${text}", which is not an http address`);
  return text.replace(/\/+$/, '');
}

function tokenOf(env: Env, home: string): string | undefined {
  const given = env.HF_TOKEN || env.HUGGING_FACE_HUB_TOKEN;
  const token = (given || readToken(env.HF_TOKEN_PATH || join(home, 'token'))).trim();
  if (token === '') return undefined;
  // The token itself must not appear in a message.
  if (!/^hf_\w+$/.test(token))
    throw new UserError(
      'the Hugging Face token (HF_TOKEN, or the file that huggingface-cli login writes) does not start with "hf_"',
    );
  return token;
}

function readToken(path: string): string {
  try {
    return readFile(path, INPUTS.hub).toString();
  } catch {
    return '';
  }
}

function isSet(value: string | undefined): boolean {
  return /^(1|on|yes|true)$/i.test(value ?? '');
}
