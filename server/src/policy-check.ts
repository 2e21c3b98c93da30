import { selects } from "@orchlang/kernel/run";
import type { Json, JsonObject, Plan } from "@orchlang/plan";
import { type Evaluated, type Expression, evaluate } from "@orchlang/plan/expressions";
import { formatInstant } from "@orchlang/plan/quantities";
import type { Policy, Verdict } from "@orchlang/plan/rules";
import { verdictText } from "@orchlang/presentation";
import type { Context } from "./context.ts";
import type { Principal } from "./identity/principal.ts";
import { ProblemError } from "./problem.ts";

/** The verdict of each policy on one action as things stand; nothing is done. */
export function checkedAction(context: Context, plan: Plan, by: Principal, body: JsonObject): JsonObject {
  const name = String(body.capability);
  const named = Object.keys(plan.capabilities).filter((one) => one === name || one.endsWith(`.${name}`));
  const [capability] = named;
  if (capability === undefined || named.length > 1)
    throw new ProblemError(
      404,
      "unknown_capability",
      `The plan calls no one capability \`${name}\`; \`faults\` lists those that it calls.`,
      Object.keys(plan.capabilities),
    );
  const ask = { capability, args: body.args ?? {}, resource: body.resource };
  const verdicts = plan.policies
    .filter(({ on }) => on.some((selector) => selects(plan, selector, capability)))
    .flatMap((policy) => policy.verdicts.map((verdict) => judged(context, by, { policy, verdict, ...ask })));
  return { ...permission(verdicts), verdicts: verdicts.map(({ kind: _, ...verdict }) => verdict) };
}

/** True if nothing denies it; `needs` lists what it still waits for: people, a place in a limit, the end of a deferral. */
export function permission(verdicts: readonly Pick<Judged, "kind" | "severity" | "verdict" | "holds">[]): {
  readonly allowed: boolean | "unknown";
  readonly needs: readonly string[];
} {
  const blocking = verdicts.filter(({ severity: how }) => how === "blocking");
  const allows = blocking.filter(({ kind }) => kind === "allow");
  const others = blocking.filter(({ kind }) => kind === "deny" || kind === "consent");
  const isAllowed = allows.length === 0 || allows.some(({ holds }) => holds === true);
  const denied = others.some(({ holds }) => holds === false) || !isAllowed;
  const unknown = others.some(({ holds }) => holds === "unknown");
  const waits = ({ kind, holds }: Pick<Judged, "kind" | "holds">): boolean =>
    kind === "approval" || kind === "limit" || kind === "consent" || (kind === "defer" && holds !== true);
  return {
    allowed: denied ? false : unknown ? "unknown" : true,
    needs: verdicts.flatMap((one) => (waits(one) ? [one.verdict] : [])),
  };
}

interface Judged {
  readonly kind: Verdict["kind"];
  readonly policy: string;
  readonly severity: Policy["severity"];
  readonly verdict: string;
  readonly holds: boolean | "unknown";
  readonly because?: string;
}

interface Action {
  readonly policy: Policy;
  readonly verdict: Verdict;
  readonly capability: string;
  readonly args: Json;
  readonly resource: Json | undefined;
}

/** As the gate would, with the user and the context of this moment. What is asked of people and limits is only named. */
function judged(context: Context, by: Principal, action: Action): Judged {
  const { policy, verdict } = action;
  const common = {
    kind: verdict.kind,
    policy: policy.name,
    severity: policy.severity,
    verdict: verdictText(verdict),
  };
  switch (verdict.kind) {
    case "deny":
    case "defer":
    case "warn": {
      const is = truthOf(context, by, action, verdict.when);
      const because = verdict.because === undefined || is === false ? {} : { because: verdict.because };
      return { ...common, holds: is === "unknown" ? is : !is, ...because };
    }
    case "allow":
      return { ...common, holds: truthOf(context, by, action, verdict.when) };
    case "consent": {
      const { consents } = by.user;
      return { ...common, holds: consents.includes("*") || consents.includes(verdict.scope) };
    }
    default:
      return { ...common, holds: true };
  }
}

function truthOf(
  context: Context,
  by: Principal,
  { capability, args, resource }: Action,
  expression: Expression,
): boolean | "unknown" {
  const step = { name: capability, attempt: 1, capability };
  const locals: Readonly<Record<string, Json | undefined>> = { args, step, user: by.user, resource };
  const known = new Map(context.orchestrator.context.now("secret").map((one) => [one.name, one.value]));
  const read = (name: string): Evaluated => {
    const value = name === "now" ? formatInstant(context.now()) : (locals[name] ?? known.get(name));
    return value === undefined ? { unknown: [name] } : { value };
  };
  const evaluated = evaluate(expression, { read: ({ name }) => read(name) });
  return "value" in evaluated ? evaluated.value === true : "unknown";
}
