import type { PlanFile } from "@orchlang/plan";
import type { DeclaredNames, Program } from "../context.ts";
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
  const { world } = program;
  const ownPlans = new Set([
    ...program.plans.map(({ plan }) => plan.entry),
    ...world.triggers.map(({ starts }) => starts.target),
  ]);
  const ownRoles = new Set(namesOf(program).roles);
  return [
    ...plans.filter((name) => !ownPlans.has(name)).map((name) => says("plan", name, ownPlans)),
    ...roles
      .filter((name) => name !== "*" && !ownRoles.has(name))
      .map((name) => says("role", name, ownRoles)),
  ];
}

/** The same of the rules of access in settings. */
export function unknownAccess({ oidc, jwt }: ServerSettings, program: Declared): readonly string[] {
  return [...(oidc?.access ?? []), ...(jwt?.access ?? [])].flatMap((rule) => unknownIn(program, rule));
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

function says(kind: "plan" | "role" | "consent", name: string, known: ReadonlySet<string>): string {
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
