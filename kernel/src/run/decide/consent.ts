import type { Turn } from "./turn.ts";

/** Whether the run's user has agreed to a scope, and has not taken that back. `*` agrees to all. */
export function consents({ draft }: Turn, scope: string): boolean {
  const given = draft.start?.user.consents ?? [];
  const withdrawn = draft.start?.user.withdrawn ?? [];
  return (
    !draft.withdrawn.has(scope) &&
    !withdrawn.includes(scope) &&
    (given.includes("*") || given.includes(scope))
  );
}
