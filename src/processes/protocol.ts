/**
 * The requests to a process, written as an interface of functions: one per kind of request, from what is sent to
 * what comes back. Both cross by structured clone, so they may hold typed arrays and maps.
 */
export type Requests<R> = { readonly [Kind in keyof R]: (request: never) => unknown };

export type RequestOf<R extends Requests<R>, Kind extends keyof R> = Parameters<R[Kind]>[0];
export type AnswerOf<R extends Requests<R>, Kind extends keyof R> = ReturnType<R[Kind]>;

/** From the parent. */
export interface Asked {
  readonly id: number;
  readonly kind: string;
  readonly request: unknown;
}

/** From the child. Number 0 is the answer to being started. */
export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: ReplyError }
  | { readonly id: number; readonly progress: unknown };

export interface ReplyError {
  readonly message: string;
  /** Whether it is a `UserError`. */
  readonly user: boolean;
  /** Of a `UserError`. */
  readonly code?: string;
  readonly stack?: string;
}
