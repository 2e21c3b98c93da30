import type { PlanFile } from "@orchlang/plan";
import type { Orchestrator } from "@orchlang/runtime";
import type { DeclaredNames, Program } from "../context.ts";
import { servedPlan } from "../program-versions.ts";
import { isNamed } from "../prune.ts";
import type { ServerSettings } from "../settings/settings.ts";

type Declared = Pick<Program, "plans" | "world" | "names">;

/** The names of the program in a token, or in a rule of access. */
interface Scope {
  readonly plans?: readonly string[];
  readonly roles?: readonly string[];
}

/**
 * Plans and roles that the program does not have, each in a sentence with those that it has: access to a misspelt plan
 * would be access to nothing, and a misspelt role would answer no question.
 */
export function unknownIn(program: Declared, { plans = [], roles = [] }: Scope): readonly string[] {
  const ownPlans = plansIn(program);
  const ownRoles = new Set(namesOf(program).roles);
  return [
    ...plans.filter((name) => !ownPlans.has(name)).map((name) => says("plan", name, ownPlans)),
    ...roles
      .filter((name) => name !== "*" && !ownRoles.has(name))
      .map((name) => says("role", name, ownRoles)),
  ];
}

function plansIn({ plans, world }: Declared): ReadonlySet<string> {
  const started = world.triggers.map(({ starts }) => starts.target);
  return new Set([...plans.map(({ plan }) => plan.entry), ...started]);
}

/** The same of the rules of access in settings. */
export function unknownAccess({ oidc, jwt }: ServerSettings, program: Declared): readonly string[] {
  return [...(oidc?.access ?? []), ...(jwt?.access ?? [])].flatMap((rule) => unknownIn(program, rule));
}

/**
 * Plans of the retention settings that no server of this journal had: their runs would be pruned as those of all plans.
 * Plans that an earlier version of the program had count, because their runs may still be there.
 */
export function unknownKept(
  { retention }: ServerSettings,
  program: Declared,
  orchestrator: Pick<Orchestrator, "settings">,
): readonly string[] {
  const served = orchestrator.settings().flatMap(({ name }) => servedPlan(name) ?? []);
  const known = new Set([...plansIn(program), ...served]);
  return Object.keys(retention?.plans ?? {})
    .filter((name) => ![...known].some((entry) => isNamed(entry, name)))
    .map((name) => `retention: ${says("plan", name, known)}`);
}

/** Pools whose members would be workers elsewhere, and that the program does not have. */
export function unknownPools({ workers }: ServerSettings, { pools }: Program["world"]): readonly string[] {
  const known = new Set(Object.keys(pools));
  return (workers?.pools ?? [])
    .filter((name) => ![...known].some((pool) => isNamed(pool, name)))
    .map((name) => `workers: ${says("pool", name, known)}`);
}

/** Scopes of consent that the program does not have. */
export function unknownConsents(program: Declared, scopes: readonly string[]): readonly string[] {
  const own = new Set(namesOf(program).consents);
  return scopes.filter((scope) => !own.has(scope)).map((scope) => says("consent", scope, own));
}

function namesOf({ names, plans }: Declared): DeclaredNames {
  return names ?? declaredNames(plans);
}

/** The names that plans have. */
export function declaredNames(plans: readonly PlanFile[]): DeclaredNames {
  const roles = plans.flatMap(({ plan }) => Object.keys(plan.roles));
  const consents = plans.flatMap(({ plan }) => [
    ...Object.values(plan.capabilities).flatMap(({ scopes }) => scopes),
    ...plan.policies.flatMap(({ verdicts }) =>
      verdicts.flatMap((verdict) => (verdict.kind === "consent" ? [verdict.scope] : [])),
    ),
  ]);
  return { roles: [...new Set(roles)], consents: [...new Set(consents)] };
}

/** As many names are listed where none is alike. */
const listedMax = 20;

function says(kind: "plan" | "role" | "consent" | "pool", name: string, known: ReadonlySet<string>): string {
  const all = [...known].sort();
  const last = (whole: string): string => whole.slice(whole.lastIndexOf(".") + 1).toLowerCase();
  const alike = all.filter((one) => last(one) === last(name));
  const shown = (names: readonly string[]): string => names.map((one) => `\`${one}\``).join(", ");
  const advice =
    alike.length > 0
      ? `did you mean ${shown(alike)}?`
      : all.length === 0
        ? `it has no ${kind}s`
        : `it has ${shown(all.slice(0, listedMax))}${all.length > listedMax ? " and others" : ""}`;
  return `The program has no ${kind} \`${name.slice(0, 200)}\`: ${advice}`;
}
