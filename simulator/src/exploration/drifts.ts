/** Conditions of a `while` that cease to hold while something is done under them. */
import type { RunEvent } from "@orchlang/kernel/run";
import { equal } from "@orchlang/plan/expressions";
import { type FaultKind, type SeenCall, type Trial, turnKind } from "./case.ts";
import { Given } from "./given.ts";
import { wants } from "./goal.ts";
import { lead } from "./leading.ts";
import type { Place } from "./origin.ts";
import { nodeOf, routineAt } from "./plan-facts.ts";
import type { Stage } from "./stage.ts";

/** In so many calls of one run a condition ceases to hold. */
const momentsMax = 12;

/** Signals that turn so that a condition does not hold any more, each in the midst of a call that is made under it. */
export function* driftsIn(stage: Stage, trial: Trial): Generator<ReadonlyMap<string, FaultKind>> {
  if (trial.one.faults.size > 0) return;
  let moments = 0;
  const seen = new Set<string>();
  for (const event of trial.run.events) {
    const watched = event.t === "Awaited" ? watchOf(stage, event) : undefined;
    if (watched === undefined) continue;
    const calls = trial.calls.filter((call) => isUnder(stage, watched, call));
    const turned = calls.length === 0 ? [] : turnedBy(stage, trial, watched);
    if (turned.length === 0) continue;
    for (const { intent, at, duration } of calls) {
      const moment = `${routineAt(watched.routine)}/${watched.node} ${intent.call.node}.${intent.call.slot}`;
      if (seen.has(moment) || moments >= momentsMax) continue;
      seen.add(moment);
      moments += 1;
      const middle = at + Math.max(1, Math.floor(duration / 2));
      yield new Map(turned.map(([signal, to]) => [signal, turnKind({ to, at: middle })]));
    }
  }
}

interface Watched extends Place {
  readonly node: string;
  /** The step, or the plan where that is undefined, that the condition is about. */
  readonly step: string | undefined;
}

function watchOf({ plan }: Stage, { call }: Extract<RunEvent, { t: "Awaited" }>): Watched | undefined {
  const { routine, site, node } = call;
  const placedNode = nodeOf(plan, routine, node);
  if (placedNode?.node.kind !== "wait" || placedNode.node.for.kind !== "while") return undefined;
  const race = placedNode.around.find(({ kind }) => kind === "race");
  // The side of a choice on which a condition does not hold from the first.
  if (race === undefined || placedNode.node.for.condition.op === "constant") return undefined;
  return {
    routine,
    site,
    node,
    step:
      race.block === plan.routines[routineAt(routine)]?.root && race.id.includes("@") ? undefined : race.id,
  };
}

function isUnder({ plan }: Stage, { routine, step }: Watched, { intent: { call } }: SeenCall): boolean {
  if (call.slot === "undo" || call.slot === "confirm") return false;
  const isInside = call.routine.startsWith(`${routine}/`);
  if (!isInside && call.routine !== routine) return false;
  if (step === undefined) return true;
  const own = isInside ? (call.routine.slice(routine.length + 1).split(/[>/]/u)[0] ?? "") : call.node;
  return nodeOf(plan, routine, own)?.around.some(({ id }) => id === step) === true;
}

/** The readings that have to be otherwise for the condition not to hold. */
function turnedBy(stage: Stage, trial: Trial, { routine, site, node }: Watched) {
  const wait = nodeOf(stage.plan, routine, node)?.node;
  if (wait?.kind !== "wait" || wait.for.kind !== "while") return [];
  const given = new Given(stage, trial);
  const other = lead(given, wants(given, wait.for.condition, false, { routine, site }));
  return Object.entries(other?.readings ?? {}).filter(
    ([name, value]) => name !== "now" && !equal(value, trial.one.readings[name] ?? null),
  );
}
