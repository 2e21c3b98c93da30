import type { Plan } from "@orchlang/plan";
import type { Obligation, Resource } from "@orchlang/plan/rules";
import type { Claim, Monitor, Played } from "../claim.ts";
import { outsideCharges } from "./assumptions.ts";
import type { EventOf } from "./journal.ts";

/** A limit that is proved keeps nothing from beginning: where the ledger holds something back, it was not proved. */
export const withheld: Monitor = ({ file: { plan } }) =>
  plan.obligations.flatMap(({ id, source, verdict, assumes }): Claim[] => {
    const limit = verdict === "proved" ? limitOf(plan, source) : undefined;
    if (limit === undefined || limit.of === "latency") return [];
    const { of, name } = limit;
    // Each plan of a goal has its own obligation for the budget.
    const within = / in (\S+)$/.exec(id)?.[1];
    return [
      {
        kind: of,
        says: `${id} is proved: nothing is held back for its ${of}`,
        breach: (played) => {
          const result = heldBack(played, { name, of, within });
          if (result === undefined || outsideCharges(assumes)(played) !== undefined) return undefined;
          return { says: `${result.call.node} did not begin: ${result.failure?.message}` };
        },
      },
    ];
  });

/** A limit, and its name in a refusal. */
function limitOf(
  { guardrails, goals, obligations }: Plan,
  source: Obligation["source"],
): { readonly name: string; readonly of: Resource } | undefined {
  if ("guardrail" in source) {
    const { name, rules = [] } = guardrails.find((one) => one.name === source.guardrail) ?? {};
    const rule = rules[source.rule];
    if (name === undefined || rule?.kind !== "bound") return undefined;
    return { name: rules.length > 1 ? `${name} ${source.rule + 1}` : name, of: rule.of };
  }
  if (!("goal" in source) || source.clause !== "budget") return undefined;
  const { budget = [] } = goals[source.goal] ?? {};
  const limit = budget[source.index];
  // A refusal names the goal, and not which of its limits: a request may add one that is not proved.
  const isOpen = obligations.some(
    ({ source: other, verdict }) =>
      verdict !== "proved" &&
      "goal" in other &&
      other.clause === "budget" &&
      other.goal === source.goal &&
      budget[other.index]?.of === limit?.of,
  );
  return limit === undefined || isOpen ? undefined : { name: source.goal, of: limit.of };
}

interface Held {
  readonly name: string;
  readonly of: string;
  /** A plan; undefined: wherever it is. */
  readonly within: string | undefined;
}

/** True if a path of routines leads through a plan. */
function isWithin(path: string, plan: string): boolean {
  return path.split(/[/>]/).includes(plan);
}

/** The ledger names the limit in its words, and nowhere else. */
function heldBack({ run }: Played, { name, of, within }: Held): EventOf<"Settled"> | undefined {
  const runEvent = run.events.find(
    (event) =>
      event.t === "Settled" &&
      (within === undefined || isWithin(event.call.routine, within)) &&
      event.failure?.class === "budget" &&
      event.failure.message.includes(`\`${name}\``) &&
      event.failure.message.includes(of === "cost" ? "cost" : of),
  );
  return runEvent?.t === "Settled" ? runEvent : undefined;
}
