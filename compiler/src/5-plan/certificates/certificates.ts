import type { Certificate, Plan } from "@orchlang/plan";
import { checkOne, programOf } from "@orchlang/plan/certificate";
import { candidates } from "./candidates.ts";

/**
 * A certificate for each obligation of a plan that is proved, by its id. Each is held against the checker before it is
 * given out: a proof that rests on reasoning which the checker does not have gets none.
 */
export function certificatesOf(plan: Plan): Readonly<Record<string, Certificate>> {
  const program = programOf(plan);
  const found: Record<string, Certificate> = {};
  for (const obligation of plan.obligations) {
    if (obligation.verdict !== "proved") continue;
    for (const certificate of candidates(program, obligation)) {
      if (checkOne(program, obligation, certificate) !== undefined) continue;
      found[obligation.id] = certificate;
      break;
    }
  }
  return found;
}
