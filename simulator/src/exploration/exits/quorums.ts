import type { Json } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import { callsAt } from "../calls-at.ts";
import type { Case, Trial } from "../case.ts";
import type { InTheWay } from "../classes.ts";
import { resultLeaf } from "../leaf.ts";
import type { Place } from "../origin.ts";
import { nodeOf, routineAt } from "../plan-facts.ts";
import type { Stage } from "../stage.ts";
import { type ExitsIn, orNone } from "./exit.ts";

const anyOther: InTheWay = { gaps: [1, 2], spoken: [], everyPart: true };

/** A quorum in which too few agree. */
export const quorumsIn: ExitsIn = (stage, trial) =>
  trial.run.events.flatMap((event) => {
    if (event.t !== "Settled") return [];
    const { call, status, failure } = event;
    if (nodeOf(stage.plan, call.routine, call.node)?.node.kind !== "quorum") return [];
    const name = `${routineAt(call.routine)}/${call.node} disagrees`;
    if (failure?.class === "no_quorum") return [{ name }];
    return status === "completed" ? [{ name, lead: () => orNone(disagreeing(stage, trial, call)) }] : [];
  });

/** The same case, with as many different votes as there can be. */
function disagreeing(
  stage: Stage,
  trial: Trial,
  { routine, node, site }: Place & { node: string },
): Case | undefined {
  const votes: Json[] = [];
  const results = new Map(trial.one.results);
  for (const call of callsAt(trial, node, { routine, site })) {
    const leaf = resultLeaf(stage, call);
    const values = leaf?.value === undefined ? [] : [leaf.value, ...leaf.others(leaf.value, anyOther)];
    const vote = values.find((value) => !votes.some((other) => equal(other, value)));
    if (vote === undefined) continue;
    votes.push(vote);
    results.set(call.callSite, vote);
  }
  return votes.length > 1 ? { ...trial.one, results } : undefined;
}
