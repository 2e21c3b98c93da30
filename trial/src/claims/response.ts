import type { Action } from "@orchlang/plan/rules";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Monitor, Played } from "../claim.ts";
import { type Act, actsOf, placeAt } from "./acts.ts";
import { outsideResponses } from "./assumptions.ts";
import { numberOf } from "./journal.ts";
import { roundsOf, startsWith } from "./layout.ts";
import { actionText, type ProvedRule, type RuleOf, ruleClaims } from "./rules.ts";
import { endedAs } from "./truth.ts";

/** `every A followed by B [within D]`: on every way without faults B follows in time, or A is taken back (rule 40). */
export const response: Monitor = (subject) => ruleClaims(subject, "response", ["followed"], breach);

function breach({ rule, part }: ProvedRule<RuleOf<"followed">>, played: Played): string | undefined {
  if (outsideResponses(played) !== undefined) return undefined;
  const { run } = played;
  const acts = actsOf(run);
  for (const act of acts) {
    const { end } = act;
    if (end === undefined || act.undone !== undefined || !endedAs(run, rule.every, act)) continue;
    if (part.of(placeAt(act, end.seq)) === undefined) continue;
    const due = rule.within === undefined ? Number.POSITIVE_INFINITY : numberOf(rule.within, act.args);
    if (due === undefined || isFollowed(run, act, rule.by, end.at + due)) continue;
    const by = rule.by.map(actionText).join(" or ");
    return `${act.name} completed at event ${end.seq}, and ${by} did not follow${due === Number.POSITIVE_INFINITY ? "" : ` within ${due} ms`}`;
  }
  return undefined;
}

function isFollowed(run: SimulatedRun, act: Act, by: readonly Action[], until: number): boolean {
  const { plan } = run.file;
  const from = act.end?.seq ?? 0;
  const around = roundsOf(plan, placeAt(act, from));
  return actsOf(run).some((other) => {
    const { end } = other;
    if (other === act || end === undefined || end.seq <= from || end.at > until) return false;
    if (!by.some((action) => endedAs(run, action, other))) return false;
    // An action in a round counts for the surrounding scope, and one in the surrounding scope counts for the round.
    const rounds = roundsOf(plan, placeAt(other, end.seq));
    return startsWith(rounds, around) || startsWith(around, rounds);
  });
}
