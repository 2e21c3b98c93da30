/** Who somebody is, and what they have agreed to, as far as control knows (semantics, rule 9). */
import type { Instant } from "../machine.ts";
import type { User } from "../run/events.ts";
import type { ControlState, UserState } from "./state.ts";

/**
 * Somebody as control knows them. Of one who was told of, control's word on roles, trust and consents holds; of others
 * what they bring themselves. What was given to control counts in addition, what was taken back never does.
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

/** What somebody came with to a run, and has no longer agreed to. */
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
