import type { Json } from "@orchlang/plan";

/** The result of a `confirm`: it happened, with this value; it did not and will not; or unknown. */
export type Answer = { readonly done: Json } | "not_done" | "unknown";

/** `Done<T>` in JSON; a Bool? will do where there is no value to be known (semantics, rule 17). */
export function answerOf(result: Json): Answer {
  if (result === true) return { done: null };
  if (result === false) return "not_done";
  if (typeof result !== "object" || result === null || Array.isArray(result)) return "unknown";
  const { state, value } = result as { readonly state?: Json; readonly value?: Json };
  if (state === "done") return { done: value ?? null };
  return state === "not_done" ? "not_done" : "unknown";
}
