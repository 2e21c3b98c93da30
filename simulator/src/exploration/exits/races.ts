import type { Call } from "@orchlang/kernel";
import type { Json } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import type { RaceNode } from "@orchlang/plan/nodes";
import { callsAt } from "../calls-at.ts";
import type { Case, Trial } from "../case.ts";
import type { InTheWay } from "../classes.ts";
import { resultLeaf } from "../leaf.ts";
import type { Place } from "../origin.ts";
import { nodeOf, routineAt } from "../plan-facts.ts";
import { hasCompleted } from "../seen.ts";
import { mayTakeLong, type Stage } from "../stage.ts";
import { type Exit, type ExitsIn, orNone } from "./exit.ts";

/** So much later than the branch that is to win all others come. ms. */
const later = 60_000;

/** The winner of a race: each branch, while all others are slow. */
export const racesIn: ExitsIn = (stage, trial) =>
  trial.run.events.flatMap((event): readonly Exit[] => {
    if (event.t !== "Branched") return [];
    const node = nodeOf(stage.plan, event.routine, event.node)?.node;
    if (node?.kind !== "race" || node.rounds === true) return [];
    const race = { ...event, node };
    const won = winnersOf(trial, race);
    return node.branches.map(({ node: branch }): Exit => {
      const name = `${routineAt(event.routine)}/${node.id} won by ${branch}`;
      return won.has(branch) ? { name } : { name, lead: () => slowly(stage, trial, race, branch) };
    });
  });

interface Race extends Pick<Call, "routine" | "site"> {
  readonly node: RaceNode;
}

function winnersOf(trial: Trial, { routine, site, node }: Race): ReadonlySet<string> {
  const place = { routine, site };
  return new Set(
    node.branches.flatMap((branch) => (hasCompleted(trial, branch.node, place) ? [branch.node] : [])),
  );
}

/** The same case where this branch is quick, and people in the others take their time, as far as they have it. */
function slowly(stage: Stage, trial: Trial, race: Race, branch: string): readonly Case[] {
  const { run, calls, one } = trial;
  const ends = run.events.flatMap((event) => {
    if (event.t !== "TimerSet" && event.t !== "Awaited") return [];
    const { due, call } = event;
    const isOwn = call !== undefined && standsIn(stage, race, call, branch);
    return due !== undefined && isOwn ? [due - run.started] : [];
  });
  const own = calls.filter(({ intent }) => standsIn(stage, race, intent.call, branch));
  const until = Math.max(0, ...ends, ...own.map(({ at }) => at)) + later;
  const others = calls.filter(
    (call) =>
      mayTakeLong(stage, call) &&
      race.node.branches.some(({ node }) => node !== branch && standsIn(stage, race, call.intent.call, node)),
  );
  if (own.length + others.length === 0) return [];
  const quick = own.map(({ point }) => [point, 1] as const);
  const slower = others.map(({ point, at, due }) => {
    const last = due === undefined ? until : Math.min(until, due - 1);
    return [point, Math.max(1, last - at)] as const;
  });
  return [{ ...one, durations: new Map([...one.durations, ...quick, ...slower]) }];
}

/** True if a call is made in a branch: as one of its statements, or in a plan that one of them calls. */
function standsIn(
  { plan }: Stage,
  { routine }: Race,
  call: Pick<Call, "routine" | "node">,
  branch: string,
): boolean {
  const isInside = call.routine.startsWith(`${routine}/`);
  if (!isInside && call.routine !== routine) return false;
  const [step = ""] = isInside ? call.routine.slice(routine.length + 1).split(/[>/]/u) : [call.node];
  return step === branch || nodeOf(plan, routine, step)?.around.some(({ id }) => id === branch) === true;
}

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
