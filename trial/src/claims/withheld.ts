import type { Plan } from "@orchlang/plan";
import type { Claim, Monitor, Played } from "../claim.ts";
import { outsideCharges } from "./assumptions.ts";
import type { EventOf } from "./journal.ts";

/**
 * A limit that is proved keeps nothing from beginning: where the ledger holds something back, it was not proved. It names
 * the goal or guardrail alone, so nothing is claimed where that has another limit for the same which is not proved: a
 * request adds its own to those of a goal.
 */
export const withheld: Monitor = ({ file: { plan } }) => {
  const limits = plan.obligations.flatMap((obligation) => limitOf(plan, obligation));
  return limits.flatMap(({ obligation: { id, assumes }, isProved, ...held }): Claim[] => {
    const isShared = limits.some((one) => !one.isProved && one.name === held.name && one.of === held.of);
    if (!isProved || isShared) return [];
    return [
      {
        kind: held.of,
        says: `${id} is proved: nothing is held back for its ${held.of}`,
        breach: (played) => {
          const found = heldBack(played, held);
          if (found === undefined || outsideCharges(assumes)(played) !== undefined) return undefined;
          return { says: `${found.call.node} did not begin: ${found.failure?.message}` };
        },
      },
    ];
  });
};

interface LimitOf extends Held {
  readonly obligation: Plan["obligations"][number];
  readonly isProved: boolean;
}

function limitOf(plan: Plan, obligation: Plan["obligations"][number]): readonly LimitOf[] {
  const { id, source, verdict } = obligation;
  const limit =
    "guardrail" in source
      ? plan.guardrails.find(({ name }) => name === source.guardrail)?.rules[source.rule]
      : "goal" in source && source.clause === "budget"
        ? plan.goals[source.goal]?.budget[source.index]
        : undefined;
  if (limit === undefined || !("of" in limit) || typeof limit.of !== "string" || limit.of === "latency")
    return [];
  const name = "guardrail" in source ? source.guardrail : "goal" in source ? source.goal : "";
  // Each plan of a goal has its own obligation for the budget.
  const within = / in (\S+)$/.exec(id)?.[1];
  return [{ obligation, isProved: verdict === "proved", name, of: limit.of, within }];
}

interface Held {
  readonly name: string;
  readonly of: "cost" | "energy" | "tokens";
  /** A plan; undefined: wherever it is. */
  readonly within: string | undefined;
}

/** True if a path of routines leads through a plan. */
function isWithin(path: string, plan: string): boolean {
  return path.split(/[/>]/).includes(plan);
}

/** The ledger names the limit in its words, and nowhere else. */
function heldBack({ run }: Played, { name, of, within }: Held): EventOf<"Settled"> | undefined {
  const found = run.events.find(
    (event) =>
      event.t === "Settled" &&
      (within === undefined || isWithin(event.call.routine, within)) &&
      event.failure?.class === "budget" &&
      event.failure.message.includes(`\`${name}\``) &&
      event.failure.message.includes(of === "cost" ? "cost" : of),
  );
  return found?.t === "Settled" ? found : undefined;
}
