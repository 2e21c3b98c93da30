import { callFailures, type Plan, planFailures } from "@orchlang/plan";
import type { Monitor } from "../../claim.ts";
import { actsOf } from "../acts.ts";
import type { RunEvent } from "../journal.ts";
import { factClaim, first } from "./fact.ts";

/** The manifest: a run calls, asks, holds and wants nothing that is not in it. */
export const manifest: Monitor = ({ file: { plan } }) => [
  factClaim({
    says: "the manifest names all that a run reaches",
    contradicts: ({ events }) => first(events, (event) => reachedBy(plan, event)),
  }),
  factClaim({
    says: "a plan fails only as it declares, or in a way that every plan can",
    contradicts: (run) =>
      first(run.events, (event) =>
        event.t === "Closed" && event.failure !== undefined
          ? undeclared(plan, plan.entry, event.failure.name)
          : undefined,
      ) ??
      first(actsOf(run), ({ role, name, end }) =>
        role === "plan" && end?.status === "failed" && end.failure !== undefined
          ? undeclared(plan, name, end.failure.name)
          : undefined,
      ),
  }),
];

function reachedBy({ manifest, policies }: Plan, event: RunEvent): string | undefined {
  if (event.t === "Began") return beyond("calls", event.capability, manifest.capabilities);
  if (event.t !== "Asked") return undefined;
  const { ask } = event;
  if (ask.ask === "task")
    return (
      beyond("calls", ask.task.capability, manifest.capabilities) ??
      beyond("asks", ask.task.role, manifest.humans)
    );
  if (ask.ask === "hold") return beyond("holds", ask.hold.pool, manifest.pools);
  if (ask.ask !== "gate") return undefined;
  return (
    first(ask.scopes, (scope) => beyond("asks for", scope, manifest.scopes)) ??
    first(ask.approvals ?? [], ({ role }) => beyond("asks", role, manifest.humans)) ??
    first(ask.policies, (name) =>
      beyond(
        "asks",
        name,
        policies.map((policy) => policy.name),
      ),
    ) ??
    (ask.hold === undefined ? undefined : beyond("holds", ask.hold.pool, manifest.pools))
  );
}

function beyond(does: string, what: string, known: readonly string[]): string | undefined {
  return known.includes(what) ? undefined : `it ${does} ${what}, which the manifest does not name`;
}

const usual: ReadonlySet<string> = new Set([...callFailures, ...planFailures]);

/** A plan can fail with what it declares and what its steps can (rule 11). */
function undeclared(plan: Plan, of: string, name: string): string | undefined {
  const declares = plan.routines[of]?.fails ?? plan.goals[of]?.fails ?? [];
  const steps = Object.values(plan.capabilities).flatMap(({ fails }) => fails);
  const called = Object.values(plan.routines).flatMap(({ fails }) => fails);
  if (usual.has(name) || [...declares, ...steps, ...called].includes(name)) return undefined;
  return `${of} failed as ${name}, which nothing declares`;
}
