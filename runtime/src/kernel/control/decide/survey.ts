/** What there is, and what is true, for a run that is about to choose among a goal's plans (semantics, rule 25). */
import type { Ref } from "../../machine.ts";
import type { ToControl } from "../../messages.ts";
import { isKnown, wouldDo } from "../holds/choose.ts";
import { runOf } from "../state.ts";
import { readsOf } from "./context.ts";
import { say, type Turn } from "./turn.ts";

export function tellSurvey(
  turn: Turn,
  ref: Ref,
  { names, wanted }: Extract<ToControl, { ask: "survey" }>,
): void {
  const absent = wanted.flatMap(({ plan, node, hold }) => {
    if (isKnown(turn.state, hold) && wouldDo(turn.state, hold)) return [];
    const short = hold.pool.slice(hold.pool.lastIndexOf(".") + 1);
    const many = hold.count === 1 ? `no \`${short}\` is` : `fewer than ${hold.count} of \`${short}\` are`;
    return [{ plan, node, why: `${many} there that would do` }];
  });
  say(turn, runOf(ref), { say: "surveyed", ref, reads: readsOf(turn.state, names), absent });
}
