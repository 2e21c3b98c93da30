import { isDeepStrictEqual } from "node:util";
import type { Json } from "@orchlang/plan";
import type { Context } from "../context.ts";
import type { Principal } from "../identity/principal.ts";
import { orProblem, ProblemError } from "../problem.ts";

/** A person's word that another may give and withdraw these consents in the person's name, kept in the journal. */
export interface Delegation {
  readonly id: string;
  /** The subject, who has given it. */
  readonly user: string;
  /** The delegate. */
  readonly to: string;
  readonly scopes: readonly string[];
  /** ms since 1970, as all times. */
  readonly at: number;
  readonly until: number;
  readonly why: string;
}

/** As many of one person count at once: all are one value in the journal. */
const delegationsMax = 20;

/** Those of one person are a setting of the server, so that the journal has each change, with who and why. */
export const delegationSetting = "server delegations ";

/** Delegations that count at a moment, by their subjects. */
export function delegations({ orchestrator, now }: Context): readonly Delegation[] {
  return orchestrator
    .settings()
    .filter(({ name }) => name.startsWith(delegationSetting))
    .flatMap(({ versions }) => standing(versions.at(-1)?.value, now()));
}

function standing(value: Json | undefined, now: number): readonly Delegation[] {
  const all = Array.isArray(value) ? (value as unknown as readonly Delegation[]) : [];
  return all.filter(({ until }) => until > now);
}

/** The delegation by which somebody may give this consent in the name of another. */
export function delegationFor(
  context: Context,
  { user, scope, to }: { readonly user: string; readonly scope: string; readonly to: string },
): Delegation | undefined {
  return ofUser(context, user).standing.find((one) => one.to === to && one.scopes.includes(scope));
}

function ofUser(
  { orchestrator, now }: Context,
  user: string,
): { readonly standing: readonly Delegation[]; readonly version: number } {
  const last = orchestrator
    .settings()
    .find(({ name }) => name === delegationSetting + user)
    ?.versions.at(-1);
  return { standing: standing(last?.value, now()), version: last?.seq ?? 0 };
}

/** Adds one. Under the id of one that there is, it is the same one or is refused. */
export async function delegate(context: Context, by: Principal, wanted: Delegation): Promise<void> {
  const { standing: before, version } = ofUser(context, wanted.user);
  const same = before.find(({ id }) => id === wanted.id);
  if (same !== undefined) {
    if (isSame(same, wanted)) return;
    throw new ProblemError(409, "request", "The key was used for another delegation: use a fresh one.");
  }
  if (before.length >= delegationsMax)
    throw new ProblemError(409, "too_many", `${delegationsMax} delegations of yours count: end one first.`);
  await keep(context, { user: wanted.user, left: [...before, wanted], version }, by, {
    why: `lets ${wanted.to} consent: ${wanted.why}`,
    id: `delegation ${wanted.id}`,
  });
}

function isSame(one: Delegation, other: Delegation): boolean {
  const { at: _, ...given } = one;
  const { at: __, ...wanted } = other;
  return isDeepStrictEqual(given, wanted);
}

/** Ends one. Consents that were given under it stay. */
export async function endDelegation(
  context: Context,
  by: Principal,
  { user, id, to }: Delegation,
  word: { readonly why: string; readonly key: string },
): Promise<void> {
  const { standing: before, version } = ofUser(context, user);
  await keep(context, { user, left: before.filter((one) => one.id !== id), version }, by, {
    why: `lets ${to} consent no more: ${word.why}`,
    id: `delegation ends ${word.key}`,
  });
}

/** Nobody else has changed the list since it was read: it expects the version that it was read from. */
async function keep(
  { orchestrator }: Context,
  {
    user,
    left,
    version,
  }: { readonly user: string; readonly left: readonly Delegation[]; readonly version: number },
  by: Principal,
  { why, id }: { readonly why: string; readonly id: string },
): Promise<void> {
  const value = left as unknown as Json;
  const wanted = { name: delegationSetting + user, value, expects: version };
  orProblem(await orchestrator.set(wanted, why.slice(0, 1_000), by.user, id));
}
