import type { Chance } from './chance.ts';

/** A kind of attack: what a stranger can hand to fastvit-bench. */
export interface Kind {
  readonly name: string;
  /** Its part of 10,000 tries. */
  readonly share: number;
  readonly needsRedis?: true;
  /** Writes valid files, which the tries damage, once for all processes. */
  prepare(base: string, redis: string): Promise<void>;
  /** Called once in each process. */
  open(base: string, redis: string): Promise<Opened>;
}

export interface Opened {
  /** Writes the files of a try into `folder`, the current one, and returns what to do with them. */
  scene(folder: string, chance: Chance): Promise<Scene> | Scene;
  close?(): Promise<void>;
}

export interface Scene {
  /** Done one after the other. */
  readonly steps: readonly Step[];
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which each step is interrupted as by Ctrl-C, for steps that may go on for long. */
  readonly stopAfter?: number;
  /** Files that a refused command must not leave. */
  readonly outputs?: readonly string[];
}

/** A command line, or a call of what commands call. */
export type Step = readonly string[] | { readonly name: string; readonly call: () => unknown };
