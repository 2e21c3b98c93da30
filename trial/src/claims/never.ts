import type { Monitor, Played } from "../claim.ts";
import { actsOf, placeAt } from "./acts.ts";
import { outsideRules } from "./assumptions.ts";
import { type ProvedRule, type RuleOf, ruleClaims } from "./rules.ts";
import { begins } from "./truth.ts";

/** `never A [when e]`: A never begins with e true or unknown. */
export const never: Monitor = (subject) => ruleClaims(subject, "never", ["never"], breach);

function breach({ rule, part }: ProvedRule<RuleOf<"never">>, played: Played): string | undefined {
  if (outsideRules(played) !== undefined) return undefined;
  const { run } = played;
  const action = { selector: rule.of, ...(rule.when === undefined ? {} : { when: rule.when }) };
  for (const act of actsOf(run)) {
    for (const begin of act.begins) {
      if (part.of(placeAt(act, begin.seq)) === undefined || !begins(run, action, act, begin)) continue;
      return `${act.name} began at event ${begin.seq} with ${JSON.stringify(act.args)}`;
    }
  }
  return undefined;
}
