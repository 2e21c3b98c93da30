import type { Call } from "@orchlang/kernel";
import { selects } from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { Given } from "../given.ts";
import { allOf, wants } from "../goal.ts";
import { lead } from "../leading.ts";
import type { Place } from "../origin.ts";
import { nodeOf, routineAt } from "../plan-facts.ts";
import { type Exit, type ExitsIn, orNone } from "./exit.ts";

/** Calls that a policy denies: data that it lets pass. */
export const deniedIn: ExitsIn = (stage, trial) =>
  trial.run.events.flatMap((event): readonly Exit[] => {
    const call = callIn(event);
    const node = call === undefined ? undefined : nodeOf(stage.plan, call.routine, call.node)?.node;
    if (call === undefined || node?.kind !== "call" || !("capability" in node.attempt.target)) return [];
    const { denies, allows } = askedBefore(stage.plan, node.attempt.target.capability);
    if (denies.length + allows.length === 0) return [];
    const name = `${routineAt(call.routine)}/${node.id} let pass`;
    if (event.t === "Began") return [{ name }];
    const place: Place = { routine: call.routine, site: call.site, args: node.attempt.args };
    return [
      {
        name,
        lead: () => {
          const given = new Given(stage, trial);
          const goals = [
            ...denies.map((when) => wants(given, when, false, place)),
            // One that allows it is enough.
            ...allows.slice(0, 1).map((when) => wants(given, when, true, place)),
          ];
          return orNone(lead(given, allOf(goals)));
        },
      },
    ];
  });

function callIn(event: Parameters<ExitsIn>[1]["run"]["events"][number]): Call | undefined {
  const call =
    event.t === "Began"
      ? event.intent.call
      : event.t === "Settled" && event.failure?.class === "denied"
        ? event.call
        : undefined;
  return call?.slot === "do" ? call : undefined;
}

interface Asked {
  readonly denies: readonly Expression[];
  readonly allows: readonly Expression[];
}

/** The conditions of all policies that may deny a capability. */
function askedBefore(plan: Plan, capability: string): Asked {
  const verdicts = plan.policies
    .filter(({ severity, on }) => severity === "blocking" && on.some((one) => selects(plan, one, capability)))
    .flatMap((policy) => policy.verdicts);
  const ofKind = (kind: "deny" | "allow"): readonly Expression[] =>
    verdicts.flatMap((verdict) => (verdict.kind === kind ? [verdict.when] : []));
  return { denies: ofKind("deny"), allows: ofKind("allow") };
}
