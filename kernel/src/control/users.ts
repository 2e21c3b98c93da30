/** A user's identity and consents as control knows them (semantics, rule 9). */
import type { Instant } from "../machine.ts";
import type { User } from "../run/events.ts";
import type { ControlState, UserState } from "./state.ts";

/**
 * The user as control knows them. For a reported user, control's roles, trust and consents count; for others, those
 * that came with the run. Consents given to control are added, and withdrawn ones never count.
 */
export function asKnown(state: ControlState, user: User): User {
  const known = state.users.get(user.id);
  if (known === undefined) return user;
  const given = givenBy(known, state.at);
  const consents = known.known === undefined ? [...new Set([...user.consents, ...given])] : given;
  const { roles, trust } = known.known ?? { roles: user.roles };
  const withdrawn = [...known.withdrawn.keys()].sort();
  return {
    ...user,
    roles,
    ...(trust === undefined ? {} : { trust }),
    consents: consents.filter((scope) => !known.withdrawn.has(scope)),
    ...(withdrawn.length === 0 ? {} : { withdrawn }),
  };
}

function givenBy({ consents }: UserState, at: Instant): readonly string[] {
  return [...consents]
    .flatMap(([scope, { until }]) => (until === undefined || until > at ? [scope] : []))
    .sort();
}

/** Consents that came with the run and no longer hold. */
export function staleOf(state: ControlState, user: User): readonly string[] {
  const now = asKnown(state, user);
  if (now === user) return [];
  const still = (scope: string): boolean => now.consents.includes("*") || now.consents.includes(scope);
  const before = Array.isArray(user.withdrawn) ? user.withdrawn : [];
  const gone = user.consents.filter((scope) => scope !== "*" && !still(scope));
  const back = [...(state.users.get(user.id)?.withdrawn.keys() ?? [])].filter(
    (scope) => !before.includes(scope),
  );
  return [...new Set([...gone, ...back])].sort();
}
