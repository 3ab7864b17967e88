import {
  isPlain,
  parseSteps,
  type Step,
  selectCorruptions,
  stepsName,
  UnknownCorruptionError,
} from '#corruptions';
import { UserError } from '../../files/index.ts';
import { nameHint } from '../../text/index.ts';
import { CHAINS_FOLDER } from '../datasets/index.ts';

/** A version to make of each image. */
export interface Version {
  readonly steps: readonly Step[];
  /** Folder below the root of the output: `fog/3`. */
  readonly folder: string;
  /** Part of file names: `fog_3`. */
  readonly label: string;
}

/**
 * Lists the versions that `--corruption` and `--severity` select, in the order of the registry.
 * @param selection names, groups, `imagenet-c`, `all` or chains such as `fog:3+jpeg_compression:2`, joined by commas
 * @param severities as `severitiesOf` returns them
 * @throws UserError for an unknown name
 */
export function versionsOf(selection: string, severities: readonly number[]): readonly Version[] {
  const versions = new Map<string, Version>();
  for (const steps of selectSteps(selection, severities)) versions.set(stepsName(steps), versionOf(steps));
  return [...versions.values()];
}

function selectSteps(selection: string, severities: readonly number[]): (readonly Step[])[] {
  try {
    return selection.split(',').flatMap((part) => {
      if (/[:+]/.test(part)) return chains(part, severities);
      return selectCorruptions(part.trim()).flatMap(({ name }) =>
        severities.map((severity) => [{ corruption: name, severity }]),
      );
    });
  } catch (error) {
    if (error instanceof UnknownCorruptionError)
      throw new UserError(
        `--corruption: unknown corruption "${error.given}"${nameHint(error.given, error.known)}`,
      );
    if (error instanceof RangeError) throw new UserError(`--corruption: ${error.message}`);
    throw error;
  }
}

/** Returns one version if all steps of the chain have a severity, else one per severity. */
function chains(text: string, severities: readonly number[]): (readonly Step[])[] {
  const complete = text.split('+').every((part) => part.includes(':'));
  return complete ? [parseSteps(text)] : severities.map((severity) => parseSteps(text, severity));
}

function versionOf(steps: readonly Step[]): Version {
  const [first] = steps;
  if (isPlain(steps))
    return {
      steps,
      folder: `${first!.corruption}/${first!.severity}`,
      label: `${first!.corruption}_${first!.severity}`,
    };
  // Windows does not allow colons in file names.
  const name = stepsName(steps).replaceAll(':', '-');
  return { steps, folder: `${CHAINS_FOLDER}/${name}`, label: name };
}

/** Parses the severities `3`, `1,3`, `1-5` or `2.5`, in ascending order. @throws UserError for values outside 1 to 5 */
export function severitiesOf(text: string): readonly number[] {
  const severities = text.split(',').flatMap((part) => {
    const range = /^\s*(\d)\s*-\s*(\d)\s*$/.exec(part);
    if (range === null) return [severityOf(part)];
    const [from, to] = [severityOf(range[1]!), severityOf(range[2]!)];
    if (from > to) throw new UserError(`--severity ${part.trim()} runs backwards; write ${to}-${from}`);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
  return [...new Set(severities)].sort((a, b) => a - b);
}

function severityOf(text: string): number {
  const severity = text.trim() === '' ? Number.NaN : Number(text);
  if (!(severity >= 1 && severity <= 5))
    throw new UserError(`--severity ${text.trim() || '""'} is not between 1 (mild) and 5 (strong)`);
  return severity;
}
