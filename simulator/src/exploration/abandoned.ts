/** Plans of goals that were given up for another. */

import type { Call } from "@orchlang/kernel";
import type { Plan } from "@orchlang/plan";
import type { SimulatedRun } from "../simulate.ts";
import { withoutEntries } from "./plan-facts.ts";

interface Abandoned {
  /** The path of what was given up, as it is written. */
  readonly path: string;
}

/** Whether a call is of a plan that its goal gave up, and is not taken over by the next. */
export function givenUp(run: SimulatedRun): (call: Call, key: string) => boolean {
  const { plan } = run.file;
  const abandoned: Abandoned[] = [];
  const carried = new Set<string>();
  for (const event of run.events) {
    if (event.t !== "Chose") continue;
    for (const { key } of event.carried) carried.add(key);
    const around =
      event.call === undefined ? "" : `${withoutEntries(plan, event.call.routine)}/${event.call.node}>`;
    const before = (plan.goals[event.goal]?.alternatives ?? []).slice(0, event.plan);
    for (const name of before) abandoned.push({ path: `${around}${name}` });
  }
  if (abandoned.length === 0) return () => false;
  return ({ routine }, key) => !carried.has(key) && isWithin(plan, routine, abandoned);
}

function isWithin(plan: Plan, routine: string, abandoned: readonly Abandoned[]): boolean {
  const path = withoutEntries(plan, routine);
  return abandoned.some((one) => path === one.path || path.startsWith(`${one.path}/`));
}
