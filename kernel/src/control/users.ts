/** A user's identity and consents as control knows them (semantics, rule 9). */

import type { Instant } from "../machine.ts";
import type { User } from "../messages.ts";
import { mayAnswer } from "../people.ts";
import type { ConsentState, ControlState, TaskState, UserState } from "./state.ts";

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

/** The consents of a user that hold at a moment, by scope; and those that were withdrawn or have lapsed. */
export function consentsOf(
  state: ControlState,
  user: string,
  at: Instant,
): {
  readonly given: readonly ({ readonly scope: string } & ConsentState)[];
  readonly withdrawn: readonly string[];
} {
  const known = state.users.get(user);
  if (known === undefined) return { given: [], withdrawn: [] };
  const scopes = givenBy(known, at);
  const given = scopes.flatMap((scope) => {
    const consent = known.consents.get(scope);
    return consent === undefined ? [] : [{ scope, ...consent }];
  });
  return { given, withdrawn: [...known.withdrawn.keys()].sort() };
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

/** Why somebody's answer to a task is not taken, in words for them; undefined where it is. */
export function refusalOf(task: TaskState | undefined, answer: { readonly by: User }): string | undefined {
  if (task === undefined) return "nobody is asked that, or not any longer";
  if (task.status === "answered") return "it has been answered";
  if (task.status === "withdrawn") return "it is not asked any longer";
  const { by } = answer;
  const { role } = task.task;
  if (!by.roles.includes(role) && !by.roles.includes("*"))
    return `only somebody who is \`${role}\` may answer`;
  if (task.answers.some((one) => one.by === by.id)) return "the same person may not answer twice";
  const { claims = [] } = task;
  if (!claims.includes(by.id) && isKept(task, claims))
    return `it is claimed by ${claims.map((one) => `\`${one}\``).join(" and ")}`;
  return mayAnswer(task.task, by) ? undefined : "this person is not among those who are asked";
}

/** Why a task is not kept for somebody, in words for who asks for that; undefined where it is. */
export function refusalOfClaim(
  task: TaskState | undefined,
  { holder, instead }: { readonly holder?: string; readonly instead?: string },
): string | undefined {
  if (task === undefined || task.status === "withdrawn") return "it is not asked any longer";
  if (task.status === "answered") return "it has been answered";
  const { claims = [], answers } = task;
  if (instead !== undefined && !claims.includes(instead)) return `\`${instead}\` has not claimed it`;
  if (holder === undefined || claims.includes(holder)) return undefined;
  if (answers.some(({ by }) => by === holder)) return `\`${holder}\` has answered`;
  const others = claims.filter((one) => one !== instead);
  return isKept(task, others)
    ? `it is claimed by ${others.map((one) => `\`${one}\``).join(" and ")}`
    : undefined;
}

function isKept({ task, answers }: TaskState, claims: readonly string[]): boolean {
  return claims.length > 0 && claims.length >= task.count - answers.length;
}
