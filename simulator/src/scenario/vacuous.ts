/** Vacuous expectations: about things that never occur, or that hold in any case. */
import type { Plan } from "@orchlang/plan";
import { freeReads } from "@orchlang/plan/expressions";
import type { Selector } from "@orchlang/plan/rules";
import type { ExpectClause, ScenarioClause } from "@orchlang/plan/scenarios";
import { actionsOf, begins, deedsOf, selects } from "../expect/actions.ts";
import type { SimulatedRun } from "../simulate.ts";

/** @param met the expectations that were */
export function vacuous(
  clauses: readonly ScenarioClause[],
  met: readonly ExpectClause[],
  run: SimulatedRun,
): readonly string[] {
  if (!clauses.some(({ kind }) => kind === "expect"))
    return ["it expects nothing: it passes whatever happens"];
  return met.flatMap((clause) => empty(clause, run) ?? []);
}

function empty(clause: ExpectClause, run: SimulatedRun): string | undefined {
  const runs = [run, ...run.others];
  const { plan } = run.file;
  switch (clause.expects) {
    case "never":
      return isThere(plan, clause.selector)
        ? undefined
        : `nothing that it plays can call ${wordOf(clause.selector)}: it never begins anyway`;
    case "undone": {
      const { target } = clause;
      const isCalled = runs.some((one) => deedsOf(one).some(({ capability }) => capability === target));
      return isCalled ? undefined : `${short(target)} was never called: nothing had to be undone`;
    }
    case "before": {
      const { then } = clause;
      const began = runs.some((one) => actionsOf(one).some((deed) => begins(then, deed, plan)));
      return began ? undefined : `${wordOf(then.selector)} never began: nothing had to come before it`;
    }
    case "failed":
      return clause.message === ""
        ? "an empty text is part of every message: `failed` says as much, a part of the message more"
        : undefined;
    case "condition":
      return freeReads(clause.condition).length === 0
        ? "a condition that asks nothing of the run is so whatever happens"
        : undefined;
    default:
      return undefined;
  }
}

function isThere(plan: Plan, selector: Selector): boolean {
  if (
    "name" in selector &&
    (Object.hasOwn(plan.routines, selector.name) || Object.hasOwn(plan.goals, selector.name))
  )
    return true;
  return Object.keys(plan.capabilities).some((name) => selects(selector, name, plan));
}

function wordOf(selector: Selector): string {
  if ("name" in selector) return short(selector.name);
  if ("tagged" in selector) return `anything tagged ${selector.tagged}`;
  return "kind" in selector ? `any ${selector.kind}` : "anything";
}

function short(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
