import type { Plan } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";
import type { SimulatedCall } from "@orchlang/simulator";

export type Intent = SimulatedCall["intent"];
export type Call = Intent["call"];

/** Identifies an instance of a statement: equal in two runs if it does the same thing (semantics, rule 20). */
export function siteOf({ routine, site, node, slot }: Call): string {
  const loops = site.loops.map(([loop, round]) => `${loop}[${round}]`).join(".");
  return [routine, `plan ${site.plan}`, loops, `${node}.${slot}`].filter((part) => part !== "").join(" ");
}

/** The same of an attempt's intent, with what makes it another: what was undone and is done anew, and `attempts n`. */
export function intentOf({ call, generation, request = 1 }: Intent): string {
  return `${siteOf(call)} generation ${generation} request ${request}`;
}

/** The name of the plan that a call stands in: `launch/step>sub` is of `sub`, and a goal's is the plan that was chosen. */
export function routineOf(plan: Plan, { routine, site }: Pick<Call, "routine" | "site">): string {
  const last = routine.split(/[/>]/u).at(-1) ?? routine;
  return plan.goals[last]?.alternatives[site.plan] ?? last;
}

/** True if a call is made by a plan of a goal, or by one that such a plan calls. */
export function isInGoal(plan: Plan, { routine }: Pick<Call, "routine">, goal: string): boolean {
  const plans = plan.goals[goal]?.alternatives ?? [];
  return routine
    .split("/")
    .map((entered) => entered.split(">").at(-1) ?? entered)
    .some((name) => name === goal || plans.includes(name));
}

export function nodeOf(plan: Plan, call: Pick<Call, "routine" | "site" | "node">) {
  return plan.routines[routineOf(plan, call)]?.nodes.find(({ id }) => id === call.node);
}

/** The effect of a call, by its slot; undos and confirms have none. */
export function attemptOf(plan: Plan, call: Call): Attempt | undefined {
  const node = nodeOf(plan, call);
  if (node === undefined) return undefined;
  if (call.slot === "do") return node.kind === "call" ? node.attempt : undefined;
  const nth = Number(/\d+$/u.exec(call.slot)?.[0] ?? 0) - 1;
  if (call.slot.startsWith("ask")) return node.kind === "quorum" ? node.attempts[nth] : undefined;
  const rescue = "rescues" in node ? node.rescues[nth] : undefined;
  return rescue !== undefined && "attempt" in rescue ? rescue.attempt : undefined;
}
