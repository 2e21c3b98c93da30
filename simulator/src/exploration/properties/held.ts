import type { Call, ToRun } from "@orchlang/kernel";

import { stepName } from "@orchlang/kernel/run";
import type { Trial } from "../case.ts";
import { completed, short, type Violation } from "../violation.ts";

/** Holds last long enough, and are released at the end. */
export function held(trial: Trial): readonly Violation[] {
  return [...keptTooShort(trial), ...againstItself(trial)];
}

function keptTooShort({ run, one, calls }: Trial): readonly Violation[] {
  const { closed } = run.state;
  const violations: Violation[] = [];
  if (closed !== undefined) {
    for (const hold of run.state.holds.values()) {
      if (hold.status === "held") {
        const about = short(hold.pool);
        violations.push({
          property: "held",
          about,
          says: `The run is over, and still holds a member of ${about}.`,
          expect: completed,
        });
      }
    }
  }
  // That a hold is long enough is computed without what is lost (semantics, rule 37).
  const isOutside = [...one.faults.values()].some((kind) => kind.startsWith("loses "));
  if (closed?.outcome.status === "completed" || isOutside) return violations;
  const had = new Set<string>();
  for (const event of run.events) {
    if (isOutsideOfBounds(event)) return violations;
    if (event.t === "Told" && event.say.say === "held") {
      const asked = run.events[event.say.ref.seq];
      if (asked?.t === "Asked" && asked.ask.ask === "hold") had.add(placeOf(asked.ask.call));
    }
    if (event.t !== "Settled" || event.failure?.class !== "resource_lost") continue;
    if (!had.has(placeOf(event.call)) || isGivenUpAnyway(calls, event.call, event.at - run.started)) continue;
    violations.push({
      property: "held",
      about: `${event.call.routine}/${event.call.node}`,
      says: `${stepName(event.call)} lasts longer than what it needs is held: ${event.failure.message}.`,
      expect: completed,
    });
  }
  return violations;
}

/** Calls that are dispatched again, in doubt, or whose undo failed, are awaited without limit (semantics, rule 42). */
function isOutsideOfBounds(event: Trial["run"]["events"][number]): boolean {
  if (event.t === "Lost" || event.t === "Doubted") return true;
  return event.t === "Settled" && event.call.slot === "undo" && event.status === "failed";
}

/**
 * A call that was running then would have had no result anyway: its own fault kept the result from arriving in time.
 */
function isGivenUpAnyway(calls: Trial["calls"], { site: { loops } }: Call, at: number): boolean {
  const round = JSON.stringify(loops);
  const last = calls.findLast(
    (call) => call.at <= at && JSON.stringify(call.intent.call.site.loops.slice(0, loops.length)) === round,
  );
  const isOver = last?.due !== undefined && last.due < at;
  return !isOver && (last?.fault === "times out" || last?.fault === "late");
}

/** Two of its own steps want the same member at the same time, and one goes away empty-handed. */
function againstItself({ run }: Trial): readonly Violation[] {
  if (run.state.closed?.outcome.status === "completed") return [];
  const holding = new Map<string, Set<number>>();
  const poolOf = (seq: number): { readonly pool: string; readonly call: Call } | undefined => {
    const asked = run.events[seq];
    if (asked?.t !== "Asked" || (asked.ask.ask !== "hold" && asked.ask.ask !== "gate")) return undefined;
    return asked.ask.hold && { pool: asked.ask.hold.pool, call: asked.ask.call };
  };
  const violations: Violation[] = [];
  for (const event of run.events) {
    if (event.t === "Told" && isGiven(event.say)) {
      const { seq } = event.say.ref;
      const pool = poolOf(seq)?.pool ?? "";
      holding.set(pool, (holding.get(pool) ?? new Set()).add(seq));
    } else if (event.t === "Asked" && event.ask.ask === "release") {
      for (const seqs of holding.values()) seqs.delete(event.ask.ref.seq);
    } else if (event.t === "Told" && event.say.say === "refused" && event.say.none === true) {
      const wanted = poolOf(event.say.ref.seq);
      if (wanted === undefined || (holding.get(wanted.pool)?.size ?? 0) === 0) continue;
      violations.push({
        property: "held",
        about: `${wanted.call.routine}/${wanted.call.node}`,
        says: `${stepName(wanted.call)} waits in vain for a member of ${short(wanted.pool)} that the run itself holds.`,
        expect: completed,
      });
    }
  }
  return violations;
}

function isGiven(say: ToRun): say is Extract<ToRun, { say: "held" | "granted" }> {
  return say.say === "held" || (say.say === "granted" && (say.members ?? []).length > 0);
}

function placeOf({ routine, site, node }: Call): string {
  return `${routine} ${JSON.stringify(site)} ${node}`;
}
