import type { Turn } from "./turn.ts";

/** The message before this one. */
export function said({ draft }: Turn): { readonly prev?: number } {
  return draft.lastSaid === undefined ? {} : { prev: draft.lastSaid };
}
