import type { Json, Plan } from "@orchlang/plan";
import type { SimulatedRun } from "@orchlang/simulator";
import { actsOf } from "./acts.ts";
import type { Call } from "./journal.ts";
import { loopsText, startsWith } from "./layout.ts";
import { startOf } from "./truth.ts";

/** A stretch of a run that bounds speak of: all of it, or one call of a plan or goal with all that it leads to. */
export interface Stretch {
  /** The plan or goal. */
  readonly name: string;
  /** The plans of the goal that were chosen, in order; of a plan itself. */
  readonly plans: readonly string[];
  readonly input: Json;
  /** Instants in ms. */
  readonly began: number;
  readonly ended: number;
  readonly status: "completed" | "failed" | "cancelled" | "skipped" | undefined;
  /** True if something belongs to it that was done at a place of the run, and began at a place of the journal. */
  has(call: Call, seq: number): boolean;
}

const known = new WeakMap<SimulatedRun, readonly Stretch[]>();

/** The run as a whole, then each call of a plan or goal in it. */
export function stretchesOf(run: SimulatedRun): readonly Stretch[] {
  let stretches = known.get(run);
  if (stretches === undefined) {
    stretches = [wholeRun(run), ...callsIn(run)];
    known.set(run, stretches);
  }
  return stretches;
}

export function wholeRun(run: SimulatedRun): Stretch {
  const { plan } = run.file;
  const start = startOf(run);
  const closed = run.events.findLast((event) => event.t === "Closed");
  return {
    name: plan.entry,
    plans: chosenFor(run, undefined, plan.entry),
    input: start?.input ?? null,
    began: start?.at ?? run.started,
    ended: closed?.at ?? lastDeed(run),
    status: closed?.t === "Closed" ? closed.status : undefined,
    has: () => true,
  };
}

/** A run that waits for somebody has taken no longer than what it did. */
function lastDeed({ events, started }: SimulatedRun): number {
  const deeds = new Set(["Began", "Ended", "Settled", "Aborted", "Entered"]);
  return events.findLast(({ t }) => deeds.has(t))?.at ?? started;
}

function callsIn(run: SimulatedRun): readonly Stretch[] {
  return actsOf(run).flatMap((act): Stretch[] => {
    const { name, into, args, end, places, begins } = act;
    const [place] = places;
    const [begin] = begins;
    if (into === undefined || place === undefined || begin === undefined) return [];
    // Work that its caller aborts is undone for its caller.
    if (end?.status === "cancelled") return [];
    const plans = chosenFor(run, place.call, name, begin.seq, end?.seq);
    const paths = plans.map((plan) => `${into}${plan}`);
    const loops = loopsText(place.call.site.loops);
    return [
      {
        name,
        plans,
        input: args,
        began: begin.at,
        ended: end?.at ?? lastDeed(run),
        status: end?.status,
        // Work that is undone after its end belongs to its caller.
        has: ({ routine, site }, seq) =>
          seq < (end?.seq ?? Number.POSITIVE_INFINITY) &&
          startsWith(loopsText(site.loops), loops) &&
          paths.some((path) => routine === path || routine.startsWith(`${path}/`)),
      },
    ];
  });
}

/** The plans that a call has led to: the chosen plans of a goal, or the plan itself. */
function chosenFor(
  { file, events }: SimulatedRun,
  call: Call | undefined,
  name: string,
  from = 0,
  until = Number.POSITIVE_INFINITY,
): readonly string[] {
  const { plan } = file;
  if (!isGoal(plan, name)) return [name];
  const wanted = JSON.stringify(call);
  return events.flatMap((event, seq) => {
    if (event.t !== "Chose" || event.goal !== name || seq < from || seq > until) return [];
    if (JSON.stringify(event.call) !== wanted) return [];
    return plan.goals[name]?.alternatives[event.plan] ?? [];
  });
}

function isGoal({ routines, goals }: Plan, name: string): boolean {
  return !Object.hasOwn(routines, name) && Object.hasOwn(goals, name);
}
