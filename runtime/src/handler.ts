import type { FailureClass, Reach } from "@orchlang/kernel";

import { thrownClass } from "./workers/thrown.ts";

/** A handler's context, passed beside its arguments. */
export interface HandlerContext {
  /** The idempotency key: the same for every try of one intent. Hand it to whatever the handler calls. */
  readonly key: string;
  readonly run: string;
  readonly capability: string;
  /** From 1. */
  readonly attempt: number;
  /** From 1; above 1 the same attempt was lost and is sent again. */
  readonly dispatch: number;
  /** Aborted when the attempt is out of time or no longer wanted. */
  readonly signal: AbortSignal;
  /** ms since 1970, where the attempt has a limit. */
  readonly deadline?: number;
  /** The fence of the held member, to be checked by whatever it protects. */
  readonly fence?: number;
  /** Where several are used, by one `with` or by several around it: each has a fence of its own, and `fence` is left out. */
  readonly fences?: readonly { readonly pool: string; readonly id: string; readonly fence: number }[];
  /** In an undo or a confirm: the key of what is undone or asked about. */
  readonly of?: string;
  /** Where the answer comes later: what has to be brought back with it. The same for every try of one intent. */
  readonly token?: string;
  /** Adds to what this attempt has used. `cost` as `{ amount: "0.01", currency: "USD" }`; energy in joules. */
  spend(used: { cost?: { amount: string; currency: string }; tokens?: number; energy?: number }): void;
  /** How far it is, for whoever watches: in the log, not in the journal. `total` in the same unit as `done`. */
  progress(done: number, total?: number, says?: string): void;
  /**
   * Says that it lives, where its capability has a `heartbeat`: silent for longer, it has timed out. Progress and lines of the
   * log say so too.
   */
  heartbeat(): void;
  log(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Carries out a capability: `args` by their names, as JSON; what it gives, or a promise of it, is JSON as well. */
export type HandlerFunction = (args: never, context: HandlerContext) => unknown;

/**
 * Thrown by a handler to say which failure it is, and whether the world was reached.
 * `name`: one that the capability declares in `fails`, or a built-in class such as `transient`.
 */
export class HandlerFailure extends Error {
  readonly failure: string;
  readonly reach?: Reach;
  /** In ms: the other side asks not to be called before. A retry waits for it as far as the attempt has time left. */
  readonly after?: number;

  constructor(
    failure: FailureClass | (string & {}),
    message: string,
    options: { reach?: Reach; after?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "HandlerFailure";
    this.failure = failure;
    if (options.reach !== undefined) this.reach = options.reach;
    if (options.after !== undefined) this.after = options.after;
  }
}

/**
 * The same failure, of which the handler knows that the world was not reached: `throw notReached(error)`. Nothing has to be
 * undone then, and nobody is asked what became of it. The class stays what it would have been without a word.
 */
export function notReached(error: unknown): HandlerFailure {
  const message = error instanceof Error ? error.message || error.name : String(error);
  const failure = error instanceof HandlerFailure ? error.failure : thrownClass(error).class;
  return new HandlerFailure(failure, message, { reach: "not_reached", cause: error });
}
