import type { Failure } from "@orchlang/kernel";
import { stepName, waitingOf } from "@orchlang/kernel/run";
import type { SimulatedRun } from "../../simulate.ts";
import { atOnce, type Trial } from "../case.ts";
import { nodeOf, routineAt } from "../plan-facts.ts";
import { completed, short, type Violation } from "../violation.ts";

/** Where nothing goes wrong and everything takes as long as it says at most, nothing runs out of time. */
export function timely({ run, one }: Trial): readonly Violation[] {
  const { closed } = run.state;
  if (
    one.faults.size > 0 ||
    closed?.outcome.status !== "failed" ||
    closed.outcome.failure?.class !== "timeout" ||
    waitsForDate(run)
  )
    return [];
  const late = run.events.find((event) => event.t === "Settled" && event.failure?.class === "timeout");
  const what = late?.t === "Settled" ? stepName(late.call) : "the plan";
  return [
    {
      property: "termination",
      about: what,
      says: `${what} runs out of time where each call takes as long as it may: ${closed.outcome.failure.message}.`,
      expect: completed,
    },
  ];
}

/** A date that is given and lies further away than there is time for: whoever gave it has asked for that. */
function waitsForDate({ events, file, started, ended }: Trial["run"]): boolean {
  // The steps after the date need time too.
  const near = started + (ended - started) * 0.9;
  return events.some((event) => {
    if (event.t !== "TimerSet" || event.call === undefined || event.due < near) return false;
    const node = nodeOf(file.plan, event.call.routine, event.call.node)?.node;
    return node?.kind === "wait" && node.for.kind === "instant";
  });
}

interface Ended {
  readonly routine: string;
  readonly failure: Failure;
}

/** A budget of time is passed only because something failed: more tries, or what stands in, than there is time for. */
export function overtime({ one, run, calm }: Trial): readonly Violation[] {
  if (run.state.closed?.outcome.status !== "failed") return [];
  // No budget counts time after a death or a loss (semantics, rules 37 and 42).
  const areFailures = [...one.faults.values()]
    .map(atOnce)
    .every((kind) => kind.startsWith("fails ") || kind === "times out");
  if (!areFailures) return [];
  const before = new Set(calm === undefined ? [] : endedIn(calm.run).map(({ routine }) => routine));
  return endedIn(run)
    .filter(({ routine }) => !before.has(routine))
    .map(({ routine, failure }) => ({
      property: "refused",
      about: `${routine} in time`,
      says: `${short(routineAt(routine))} is ended by its budget: ${failure.message}.`,
      expect: completed,
    }));
}

/** Plans that are ended as their budget of time is over. */
function endedIn({ events, state }: SimulatedRun): readonly Ended[] {
  return events.flatMap((event): readonly Ended[] => {
    if (event.t !== "Unwinding" || typeof event.why !== "object" || !("class" in event.why)) return [];
    const { region, why: failure, at } = event;
    if (failure.class !== "timeout" || "node" in region) return [];
    const site = JSON.stringify(region.site);
    const frame = [...state.frames].find(
      (each) => each.path === region.routine && JSON.stringify(each.site) === site,
    );
    const isBudget = frame?.deadline === at && frame.timeout !== at;
    return isBudget ? [{ routine: region.routine, failure }] : [];
  });
}

/** A run ends, or waits for somebody or something that has a name (semantics, rule 60). */
export function waiting({ run, one, calls }: Trial): readonly Violation[] {
  const { state, file } = run;
  if (state.closed !== undefined || state.paused) return [];
  const waits = waitingOf(file.plan, state);
  const isNamed = waits.some(
    (wait) =>
      wait.for === "answer" || wait.for === "operator" || wait.for === "event" || wait.for === "condition",
  );
  // A call without answer and without limit is awaited.
  const isOut = calls.some(({ fault, due }) => fault === "times out" && due === undefined);
  const isLost = [...one.faults.values()].some((kind) => kind.startsWith("loses "));
  const line = waits.find((wait) => wait.for === "resource");
  if (line !== undefined && !isLost) {
    return [
      {
        property: "waiting",
        about: line.step,
        says: `${line.step} waits for a member of ${short(line.for === "resource" ? line.pool : "")} for ever.`,
        expect: completed,
      },
    ];
  }
  if (isNamed || isOut || isLost) return [];
  const open = [...state.intents.values()].find(({ status }) => status !== "ended");
  const what = open === undefined ? "nothing that has a name" : stepName(open.intent.call);
  return [
    {
      property: "termination",
      about: what,
      says: `The run never ends: it waits for ${what}.`,
      expect: completed,
    },
  ];
}
