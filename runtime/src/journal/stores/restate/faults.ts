import type { Appended, StoreFault } from "../../store.ts";
import { RestateFailure } from "./server.ts";

const tooLarge = 413;

/** The fault of a Restate that does not open or cannot be read. */
export function faultOf(error: unknown): StoreFault {
  if (!(error instanceof RestateFailure)) throw error;
  return { fault: "unreadable", message: error.message };
}

/** The answer to a write that failed: nothing is there of it, but for `unknown`. */
export function refusedBy(error: unknown): Appended & { readonly ok: false } {
  if (!(error instanceof RestateFailure)) throw error;
  const { status, message } = error;
  return { ok: false, why: status === tooLarge ? "full" : "unknown", message };
}

/** True if it may answer when it is asked again. */
export function isAway(error: unknown): boolean {
  return error instanceof RestateFailure && (error.status === undefined || error.status >= 500);
}
