import type { Claim, Monitor, Subject } from "./claim.ts";
import { ahead } from "./claims/ahead.ts";
import { duration, faultless, forward, lower } from "./claims/durations.ts";
import { coverage, manifest } from "./claims/facts/coverage.ts";
import { deferrals, policies } from "./claims/facts/policies.ts";
import { held, pools } from "./claims/facts/pools.ts";
import { reachable } from "./claims/facts/reachable.ts";
import { standing } from "./claims/facts/standing.ts";
import { flowMonitor } from "./claims/flow/claims.ts";
import { nodes } from "./claims/nodes.ts";
import { never, order, response } from "./claims/ordering.ts";
import { count, spending } from "./claims/spending.ts";
import { withheld } from "./claims/withheld.ts";

/** Every monitor, with the claims that it holds runs against. */
export const monitors: readonly Monitor[] = [
  // proved: `A before B`, `every A preceded by B or C`
  order,
  // proved: `at most n A`, `at most n A per D`
  count,
  // proved: `never A`, `never A when e`
  never,
  // proved: `every A followed by B`, `every A followed by B within D`
  response,
  // `cost`, `energy`, `tokens`: guardrails and budgets that are proved, the printed worst of the run and of its plans
  spending,
  // a limit that is proved keeps nothing from beginning
  withheld,
  // `latency`: guardrails and budgets that are proved, the printed worst of the run and of its plans, with compensation
  duration,
  // the printed worst time of the run forward
  forward,
  // the time that is left after each event
  ahead,
  // the printed worst of the run and of its plans without faults
  faultless,
  // the printed least of the run and of its plans
  lower,
  // the printed worst of each step
  nodes,
  // "can never run", "is never asked", "always holds", "never holds"
  reachable,
  // proved: a policy never denies, and always allows
  policies,
  deferrals,
  // "X stays", "is not undone", and that nothing else stays
  standing,
  // proved: held long enough
  held,
  // "one run holds at most n at once", and no run waits for what it holds itself
  pools,
  // what a run may reach, and how it may fail
  manifest,
  // proved: `never L to S`, `keep L at T`; what every place is cleared for, and what takes nothing untrusted
  flowMonitor,
  // "no rule for X at …"
  coverage,
];

/** All that the compiler claims of a subject. */
export function claimsOf(subject: Subject): readonly Claim[] {
  return monitors.flatMap((monitor) => monitor(subject));
}
