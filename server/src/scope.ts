import { type AdmissionScope, reaches, reachOf } from "@orchlang/kernel/control";
import type { PlanFile } from "@orchlang/plan";
import type { Program } from "./context.ts";
import { maySee, type Principal } from "./identity/principal.ts";

/* The part of a program that a token of some plans sees: its plans, what starts them, and the pools that they use. */

export function plansSeen({ plans }: Program, by: Principal): readonly PlanFile[] {
  return plans.filter(({ plan }) => maySee(by, plan.entry));
}

export function poolsSeen(program: Program, by: Principal): (pool: string) => boolean {
  if (by.plans === undefined) return () => true;
  const pools = new Set(plansSeen(program, by).flatMap(({ plan }) => plan.manifest.pools));
  return (pool) => pools.has(pool);
}

/** Events that lead to its plans, by way of fusions too, and those that its plans emit or wait for. */
export function eventsSeen(program: Program, by: Principal): (event: string) => boolean {
  if (by.plans === undefined) return () => true;
  const { triggers, events } = program.world;
  const seen = new Set<string>();
  const add = (event: string): void => {
    if (seen.has(event)) return;
    seen.add(event);
    for (const joined of events[event]?.joins ?? []) add(joined.event);
  };
  for (const { on, starts } of triggers)
    if (maySee(by, starts.target)) for (const source of on) if ("event" in source) add(source.event);
  for (const { plan } of plansSeen(program, by)) for (const event of Object.keys(plan.events)) add(event);
  return (event) => seen.has(event);
}

/** Plans and goals that a scope's label and site mean. */
export function plansOf(
  { plans }: Program,
  { plan: named, ...scope }: Pick<AdmissionScope, "plan" | "label" | "site">,
): readonly string[] {
  const planFiles = plans.filter(
    ({ plan }) => (named === undefined || plan.entry === named) && reaches(reachOf(plan), scope),
  );
  return planFiles.map(({ plan }) => plan.entry);
}
