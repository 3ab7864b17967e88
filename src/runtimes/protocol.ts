import type { RuntimeModel, SessionOptions } from './types.ts';

/** What the coordinator asks of a process that holds sessions. Sessions are numbered by the coordinator. */
export type Request =
  | {
      readonly type: 'open';
      readonly session: number;
      readonly model: RuntimeModel;
      readonly options: SessionOptions;
    }
  | {
      readonly type: 'run';
      readonly session: number;
      readonly count: number;
      readonly uncounted: number;
    }
  | { readonly type: 'infer'; readonly session: number; readonly input?: Float32Array }
  | { readonly type: 'release'; readonly session: number }
  | { readonly type: 'peak' };

/** The answer to each kind of request. */
export interface Answers {
  open: { readonly sessionMs: number; readonly options: Record<string, unknown> };
  run: number[];
  infer: Float32Array;
  release: null;
  /** Peak resident bytes. */
  peak: number;
}

export type Numbered = { readonly id: number; readonly request: Request };

/** `id` 0 says that the process is ready. */
export type Reply =
  | { readonly id: number; readonly value: Answers[keyof Answers] }
  | { readonly id: number; readonly error: string };
