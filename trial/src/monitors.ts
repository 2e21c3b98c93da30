import type { Claim, Monitor, Subject } from "./claim.ts";
import { count } from "./claims/count.ts";
import { duration } from "./claims/duration.ts";
import { never } from "./claims/never.ts";
import { order } from "./claims/order.ts";
import { response } from "./claims/response.ts";
import { spending } from "./claims/spending.ts";
import { withheld } from "./claims/withheld.ts";

/** Every monitor, with the claims that it holds runs against. */
export const monitors: readonly Monitor[] = [
  // `A before B`, `every A preceded by B or C`
  order,
  // `at most n A`, `at most n A per D`
  count,
  // `never A`, `never A when e`
  never,
  // `every A followed by B`, `every A followed by B within D`
  response,
  // `cost`, `energy` and `tokens`: guardrails, budgets, what is printed of the run and of its plans
  spending,
  // limits that are proved, against the ledger
  withheld,
  // `latency`: the same
  duration,
];

/** All that the compiler claims of a subject. */
export function claimsOf(subject: Subject): readonly Claim[] {
  return monitors.flatMap((monitor) => monitor(subject));
}
