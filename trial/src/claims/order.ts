import type { Action } from "@orchlang/plan/rules";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Monitor, Played } from "../claim.ts";
import { actsOf, placeAt } from "./acts.ts";
import { outsideRules } from "./assumptions.ts";
import { roundsOf } from "./layout.ts";
import { coverRounds } from "./rounds.ts";
import { actionText, type Part, type ProvedRule, type RuleOf, ruleClaims } from "./rules.ts";
import { begins, roundsFor, stands } from "./truth.ts";

/** `A before B`, `every A preceded by B or C`: whenever B (A) begins, some A (B or C) in scope stands. */
export const order: Monitor = (subject) => ruleClaims(subject, "order", ["before", "preceded"], breach);

type Order = RuleOf<"before" | "preceded">;

function breach({ rule, part }: ProvedRule<Order>, played: Played): string | undefined {
  if (outsideRules(played) !== undefined) return undefined;
  const [then, first] = rule.kind === "before" ? [rule.second, [rule.first]] : [rule.every, rule.by];
  return unpreceded(played.run, part, then, first);
}

function unpreceded(
  run: SimulatedRun,
  part: Part,
  then: Action,
  first: readonly Action[],
): string | undefined {
  const acts = actsOf(run);
  for (const act of acts) {
    for (const begin of act.begins) {
      if (part.of(placeAt(act, begin.seq)) === undefined || !begins(run, then, act, begin)) continue;
      const standing = acts.flatMap((one) => {
        if (!first.some((action) => stands(run, action, one, begin.seq))) return [];
        const rounds = roundsFor(run, one, act, begin.seq);
        return rounds === undefined ? [] : [rounds];
      });
      const kept = coverRounds(run, standing, roundsOf(run.file.plan, placeAt(act, begin.seq)), begin.seq);
      if (!kept)
        return `${act.name} began at event ${begin.seq}, and ${first.map(actionText).join(" or ")} did not stand then`;
    }
  }
  return undefined;
}
